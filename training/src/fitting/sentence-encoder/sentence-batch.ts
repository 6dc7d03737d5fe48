import type { Random } from '@seje/core';
import type { WordTargets } from '../../losses/word-softmax.js';
import type { PaddedSentences, PaddedWords } from '../../networks/sentence-network.js';
import type { SentenceCorpus } from './sentence-corpus.js';

/** Sentences and the ones that follow them, ready for the network. */
export interface SentenceBatch {
  readonly current: PaddedSentences;
  readonly next: PaddedSentences;
  /** What the decoder reads: the end sign, then the next sentence's words. */
  readonly before: PaddedWords;
  /** What it should expect there: the words, then the end sign. */
  readonly targets: WordTargets;
  readonly recipes: readonly number[];
  /** Words to be predicted, end signs included. */
  readonly wordCount: number;
}

export interface BatchOptions {
  /** Number of the end sign. */
  readonly end: number;
  /** Drops words of what encoder and decoder read; absent: none. */
  readonly dropout?: { readonly rate: number; readonly random: Random } | undefined;
}

/** Batches in a pool that is sorted by length. */
const POOL = 8;

/**
 * The pairs of one epoch in random batches of sentences of like length, so that little is padded.
 * @param pairs numbers of sentences that another follows
 */
export function epochPairs(
  corpus: SentenceCorpus,
  pairs: readonly number[],
  { batchSize, random }: { readonly batchSize: number; readonly random: Random },
): number[][] {
  const longer = (i: number): number => Math.max(corpus.wordsOf(i).length, corpus.wordsOf(i + 1).length);
  const pools = chunks(random.shuffled(pairs), batchSize * POOL);
  const batches = pools.flatMap((pool) =>
    chunks(
      pool.toSorted((a, b) => longer(a) - longer(b)),
      batchSize,
    ),
  );
  return random.shuffled(batches);
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

export function sentenceBatch(
  corpus: SentenceCorpus,
  pairs: readonly number[],
  options: BatchOptions,
): SentenceBatch {
  const { end } = options;
  const next = pairs.map((i) => corpus.wordsOf(i + 1));
  const right = padded(
    next.map((words) => Int32Array.of(...words, end)),
    { end },
  );
  const real = new Float32Array(right.ids.length);
  for (const [column, words] of next.entries()) {
    for (let t = 0; t <= words.length; t++) real[t * next.length + column] = 1;
  }
  return {
    current: paddedSentences(
      pairs.map((i) => corpus.wordsOf(i)),
      options,
    ),
    next: paddedSentences(next, options),
    before: padded(
      next.map((words) => Int32Array.of(end, ...words)),
      options,
    ),
    targets: { ids: right.ids, real },
    recipes: pairs.map((i) => corpus.recipeOf(i)),
    wordCount: next.reduce((sum, words) => sum + words.length + 1, 0),
  };
}

export function paddedSentences(sentences: readonly Int32Array[], options: BatchOptions): PaddedSentences {
  const words = padded(sentences, options);
  const lastStep = new Float32Array(words.ids.length);
  for (const [column, { length }] of sentences.entries()) {
    lastStep[(length - 1) * sentences.length + column] = 1;
  }
  return { ...words, lastStep };
}

function padded(sentences: readonly Int32Array[], { dropout }: BatchOptions): PaddedWords {
  const batch = sentences.length;
  const longest = Math.max(...sentences.map(({ length }) => length));
  const ids = new Int32Array(longest * batch);
  const keep = new Float32Array(longest * batch).fill(1);
  for (const [column, words] of sentences.entries()) {
    for (const [t, id] of words.entries()) ids[t * batch + column] = id;
  }
  if (dropout !== undefined && dropout.rate > 0) {
    const { rate, random } = dropout;
    for (let i = 0; i < keep.length; i++) keep[i] = random.float() < rate ? 0 : 1 / (1 - rate);
  }
  return { ids, shape: [longest, batch], keep };
}
