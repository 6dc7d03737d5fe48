const FIRST_CAPACITY = 1 << 16;

/** Sentences as numbers: every term counted and named by its order of first appearance. */
export class TermCorpus {
  private readonly idOf = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly counts: number[] = [];
  private tokens = new Int32Array(FIRST_CAPACITY);
  private length = 0;
  private readonly ends: number[] = [];

  addSentence(terms: readonly string[]): void {
    if (this.length + terms.length > this.tokens.length) this.grow(this.length + terms.length);
    for (const term of terms) {
      let id = this.idOf.get(term);
      if (id === undefined) {
        id = this.names.length;
        this.idOf.set(term, id);
        this.names.push(term);
        this.counts.push(0);
      }
      this.counts[id]!++;
      this.tokens[this.length++] = id;
    }
    this.ends.push(this.length);
  }

  get tokenCount(): number {
    return this.length;
  }

  /** Different terms. */
  get termCount(): number {
    return this.names.length;
  }

  /** The terms seen at least `minCount` times, most frequent first, and the sentences in their numbers. */
  withVocabulary(minCount: number): IndexedCorpus {
    const kept = this.names
      .map((term, id) => ({ term, id, count: this.counts[id]! }))
      .filter(({ count }) => count >= minCount)
      .sort((a, b) => b.count - a.count || (a.term < b.term ? -1 : 1));
    const rowOfId = new Int32Array(this.names.length).fill(-1);
    for (const [row, { id }] of kept.entries()) rowOfId[id] = row;

    const tokens = new Int32Array(kept.reduce((sum, { count }) => sum + count, 0));
    const ends = new Int32Array(this.ends.length);
    let at = 0;
    let from = 0;
    for (const [sentence, to] of this.ends.entries()) {
      for (let i = from; i < to; i++) {
        const row = rowOfId[this.tokens[i]!]!;
        if (row >= 0) tokens[at++] = row;
      }
      ends[sentence] = at;
      from = to;
    }
    return { terms: kept.map(({ term }) => term), counts: kept.map(({ count }) => count), tokens, ends };
  }

  private grow(needed: number): void {
    const larger = new Int32Array(Math.max(needed, this.tokens.length * 2));
    larger.set(this.tokens.subarray(0, this.length));
    this.tokens = larger;
  }
}

/** A corpus over its vocabulary; terms below the least count are gone from its sentences. */
export interface IndexedCorpus {
  /** Most frequent first. */
  readonly terms: readonly string[];
  /** How often each occurs. */
  readonly counts: readonly number[];
  /** All sentences in a row, as indices of `terms`. */
  readonly tokens: Int32Array;
  /** Where sentence i ends in `tokens`, exclusive. */
  readonly ends: Int32Array;
}
