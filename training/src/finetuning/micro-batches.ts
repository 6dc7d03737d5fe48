import type { Maps } from '../networks/map-norm.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';

/** Photos as the loader hands them on. */
export interface Photos {
  /** [B, side, side, 3] */
  readonly pixels: Float32Array;
  /** Pixels. */
  readonly side: number;
}

/**
 * Photos as tensors of at most `size` photos each, in order; each is made when it is asked for, and the caller's
 * to dispose of.
 */
export function* microBatches(tf: Tf, { pixels, side }: Photos, size: number): Generator<Maps> {
  const perPhoto = side * side * 3;
  const photos = pixels.length / perPhoto;
  for (let start = 0; start < photos; start += size) {
    const rows = Math.min(size, photos - start);
    const some = pixels.subarray(start * perPhoto, (start + rows) * perPhoto);
    yield tf.tensor4d(some, [rows, side, side, 3]);
  }
}
