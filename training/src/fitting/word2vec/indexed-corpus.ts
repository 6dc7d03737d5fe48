/** Sentences over a vocabulary; terms below the least count are gone from them. */
export interface IndexedCorpus {
  /** Most frequent first. */
  readonly terms: readonly string[];
  /** How often each occurs; their sum is what one pass reads. */
  readonly counts: readonly number[];
  /** Starts reading; `close` the reader when done. @throws SejeError FILE_DAMAGED */
  open(): CorpusReader;
}

export interface CorpusReader {
  /** Pieces of about equal length, whole sentences each, that can be read in any order. */
  readonly chunks: number;
  /**
   * The sentences of a chunk as indices of `terms`; each view holds until the next is taken.
   * @throws SejeError FILE_DAMAGED
   */
  sentences(chunk: number): Iterable<Int32Array>;
  close(): void;
}

/** Term occurrences that one pass reads. */
export function tokensOf({ counts }: IndexedCorpus): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
