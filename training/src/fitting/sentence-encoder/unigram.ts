import type { SentenceCorpus } from './sentence-corpus.js';

/**
 * Share of each word among all words of the sentences and the end signs after them; each counts one more than it
 * occurs, so that none is 0.
 * @param end number of the end sign, the last word
 */
export function unigramShares(corpus: SentenceCorpus, end: number): Float64Array {
  const counts = new Float64Array(end + 1).fill(1);
  for (let i = 0; i < corpus.sentenceCount; i++) {
    for (const id of corpus.wordsOf(i)) counts[id]!++;
    counts[end]!++;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/** e to the mean of -log share over the words of the sentences that follow another, end signs included. */
export function unigramPerplexity(
  shares: Float64Array,
  corpus: SentenceCorpus,
  pairs: readonly number[],
): number {
  const end = shares.length - 1;
  let sum = 0;
  let words = 0;
  for (const i of pairs) {
    for (const id of [...corpus.wordsOf(i + 1), end]) {
      sum -= Math.log(shares[id]!);
      words++;
    }
  }
  return Math.exp(sum / words);
}
