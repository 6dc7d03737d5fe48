import type { IndexedCorpus } from './indexed-corpus.js';

/** The sentences of a corpus held in memory: the slow oracle of the one on disk. */
export function corpusInMemory(sentences: readonly (readonly string[])[], minCount: number): IndexedCorpus {
  const counts = new Map<string, number>();
  for (const term of sentences.flat()) counts.set(term, (counts.get(term) ?? 0) + 1);
  const kept = [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const rowOf = new Map(kept.map(([term], row) => [term, row]));
  const indexed = sentences.map((terms) =>
    Int32Array.from(terms.map((term) => rowOf.get(term)).filter((row) => row !== undefined)),
  );
  return {
    terms: kept.map(([term]) => term),
    counts: kept.map(([, count]) => count),
    open: () => ({ chunks: 1, sentences: () => indexed, close: () => undefined }),
  };
}
