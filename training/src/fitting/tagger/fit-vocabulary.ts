import { lineTokens, wordOf } from '@seje/preprocessing';
import type { LabelledLine } from './labelled-line.js';

/** Words seen at least `minCount` times in the lines, in alphabetical order. */
export function frequentWords(lines: readonly LabelledLine[], minCount: number): string[] {
  const counts = new Map<string, number>();
  for (const { text } of lines) {
    for (const token of lineTokens(text)) {
      const word = wordOf(token);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => count >= minCount)
    .map(([word]) => word)
    .sort();
}
