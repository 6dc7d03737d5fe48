import { SejeError } from '@seje/core';

/** Contextual embeddings of sub-word tokens: what the rater `bert` and the sentence encoder `bert` read with. */
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

/** One encoder for several holders: it is freed when the last of them has released it. */
export class SharedTokenEncoder implements TokenEncoder {
  constructor(
    private readonly encoder: TokenEncoder,
    private holders: number,
  ) {}

  tokenize(piece: string): readonly number[] {
    return this.encoder.tokenize(piece);
  }

  async encode(windows: readonly (readonly number[])[]): Promise<Float32Array[][]> {
    return this.encoder.encode(windows);
  }

  async release(): Promise<void> {
    this.holders--;
    if (this.holders === 0) await this.encoder.release();
  }
}

/** The encoder of a part that needs one. @throws SejeError INTERNAL */
export function heldEncoder(encoder: TokenEncoder | undefined): TokenEncoder {
  if (encoder !== undefined) return encoder;
  throw new SejeError('INTERNAL', { message: 'The text features name an encoder that was not opened' });
}
