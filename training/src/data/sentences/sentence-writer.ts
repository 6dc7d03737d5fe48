import type { Matrix } from '@seje/core';

/** Takes f_sent of one recipe after the other; what `SentenceSource` reads. */
export interface SentenceWriter {
  /**
   * @param sentences of a recipe, [S, Ds]
   * @throws SejeError VECTOR_INVALID (a number that cannot be kept)
   */
  append(sentences: Matrix, recipe: string): Promise<void>;
  /** Closes what was written. Returns SHA-256, lower-case hex, by file name. */
  close(): Promise<Record<string, string>>;
  /** Closes the files as they are, whether they were finished or not. */
  abandon(): Promise<void>;
}
