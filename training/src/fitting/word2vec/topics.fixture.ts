import { Random, dot, l2Normalised } from '@seje/core';
import type { TermVectors } from '@seje/preprocessing';

export const TOPICS = [
  ['bake', 'flour', 'sugar', 'oven', 'dough'],
  ['grill', 'steak', 'salt', 'smoke', 'coal'],
  ['shake', 'ice', 'lime', 'gin', 'glass'],
] as const;

/** Sentences of terms of one topic each; `length` terms unless it says otherwise for the sentence's number. */
export function topicSentences(count: number, length: (i: number) => number = () => 8): string[][] {
  const random = Random.fromSeed(5);
  return Array.from({ length: count }, (_, i) => {
    const topic = random.pick(TOPICS);
    return Array.from({ length: length(i) }, () => random.pick(topic));
  });
}

/** How many terms are nearer to another topic's terms than to one of their own. */
export function misplaced(vectors: TermVectors): number {
  const similarity = (a: string, b: string): number =>
    dot(l2Normalised(vectors.vector(a)!), l2Normalised(vectors.vector(b)!));
  return TOPICS.flatMap((topic) => {
    const others = TOPICS.filter((other) => other !== topic).flat();
    return topic.filter((term) => {
      const within = Math.min(...topic.map((other) => similarity(term, other)));
      return within <= Math.max(...others.map((other) => similarity(term, other)));
    });
  }).length;
}
