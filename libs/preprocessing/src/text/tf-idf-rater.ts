import type { RatableText, TermRater } from './term-rater.js';

/**
 * Smooth inverse document frequency, ln((1 + N)/(1 + df)) + 1 (scikit-learn's `smooth_idf`).
 * @param documents N, recipes counted
 * @param frequency df, recipes among them that hold the term; 0 for a term never seen
 */
export function smoothIdf(documents: number, frequency: number): number {
  return Math.log((1 + documents) / (1 + frequency)) + 1;
}

/** In how many of the train partition's recipes each term occurs. */
export interface DocumentFrequencies {
  readonly documents: number;
  readonly frequencies: ReadonlyMap<string, number>;
}

/** tf x idf with raw counts and no length normalisation. */
export class TfIdfRater implements TermRater {
  constructor(private readonly seen: DocumentFrequencies) {}

  async rate(recipes: readonly RatableText[]): Promise<Map<string, number>[]> {
    return recipes.map(({ lines }) => this.rateOne(lines));
  }

  idf(term: string): number {
    return smoothIdf(this.seen.documents, this.seen.frequencies.get(term) ?? 0);
  }

  async release(): Promise<void> {}

  private rateOne(lines: RatableText['lines']): Map<string, number> {
    const counts = new Map<string, number>();
    for (const line of lines) {
      for (const term of line) counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    for (const [term, count] of counts) counts.set(term, count * this.idf(term));
    return counts;
  }
}
