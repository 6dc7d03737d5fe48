/** Contextual embeddings of sub-word tokens: what the rater `bert` needs of an encoder. */
export interface TokenEncoder {
  /** Sub-word tokens of a piece of text, without special ones. */
  tokenize(piece: string): readonly number[];
  /**
   * The last hidden state of each window, [T + 2, D]: the first special token, the window's T, the last one.
   * @throws SejeError MODEL_INVALID
   */
  encode(windows: readonly (readonly number[])[]): Promise<Float32Array[][]>;
  release(): Promise<void>;
}
