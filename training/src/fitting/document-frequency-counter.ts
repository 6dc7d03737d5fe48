import type { DocumentFrequencies } from '@seje/preprocessing';

/** Counts in how many recipes each term occurs: what IDF is made of. */
export class DocumentFrequencyCounter implements DocumentFrequencies {
  documents = 0;
  readonly frequencies = new Map<string, number>();

  add(terms: readonly string[]): void {
    this.documents++;
    for (const term of new Set(terms)) this.frequencies.set(term, (this.frequencies.get(term) ?? 0) + 1);
  }
}
