import type { Random } from '@seje/core';

/**
 * Passes over occurrences of terms that are a larger share f of the corpus than the setting t (word2vec's
 * `-sample`): each occurrence is read with probability (sqrt(f/t) + 1) t/f, as in word2vec.c and gensim.
 */
export class SubSampling {
  private readonly shares: Float64Array;
  private kept = new Int32Array(0);

  /** @param counts occurrences of each term. @param subSample t, above 0 */
  constructor(counts: readonly number[], subSample: number) {
    const threshold = subSample * counts.reduce((sum, count) => sum + count, 0);
    this.shares = Float64Array.from(
      counts,
      (count) => (Math.sqrt(count / threshold) + 1) * (threshold / count),
    );
  }

  /** What is read of a sentence this time; a view that holds until the next call. */
  of(sentence: Int32Array, random: Random): Int32Array {
    if (this.kept.length < sentence.length) this.kept = new Int32Array(sentence.length);
    let length = 0;
    for (const term of sentence) {
      if (random.float() < this.shares[term]!) this.kept[length++] = term;
    }
    return this.kept.subarray(0, length);
  }
}
