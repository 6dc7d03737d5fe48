import type { PhotoOrder, PhotoThreads } from './photo-threads.js';
import type { WaitClock } from './wait-clock.js';

/** Photos of one batch, in the order of their orders. */
export interface PhotoBatch<T> {
  readonly orders: readonly T[];
  /** The network's input, [B, crop, crop, 3]. */
  readonly pixels: Float32Array;
}

export interface PhotoBatchesOptions {
  readonly threads: Pick<PhotoThreads, 'read'>;
  /** Batches that are read while the consumer works on another: what bounds memory. */
  readonly ahead: number;
  /** Told how long the consumer waits. */
  readonly clock?: WaitClock;
}

/**
 * The photos of one batch after the other, the next `ahead` of them already being read. Where the consumer
 * leaves, what is being read is dropped; the threads stay open for the next pass.
 * @throws SejeError what `PhotoThreads.read` throws, at the batch that has the photo
 */
export async function* photoBatches<T extends PhotoOrder>(
  batches: Iterable<readonly T[]>,
  { threads, ahead, clock }: PhotoBatchesOptions,
): AsyncGenerator<PhotoBatch<T>> {
  const waiting: Promise<PhotoBatch<T>>[] = [];
  const next = async (): Promise<PhotoBatch<T>> => {
    const batch = waiting.shift()!;
    return clock === undefined ? batch : clock.waitFor(batch);
  };
  for (const orders of batches) {
    waiting.push(readBatch(orders, threads));
    if (waiting.length > ahead) yield await next();
  }
  while (waiting.length > 0) yield await next();
}

function readBatch<T extends PhotoOrder>(
  orders: readonly T[],
  threads: PhotoBatchesOptions['threads'],
): Promise<PhotoBatch<T>> {
  const batch = Promise.all(orders.map((order) => threads.read(order))).then((photos) => ({
    orders,
    pixels: concatenated(photos),
  }));
  batch.catch(() => undefined); // awaited later, in its turn
  return batch;
}

function concatenated(photos: readonly Float32Array[]): Float32Array {
  const pixels = new Float32Array(photos.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const photo of photos) {
    pixels.set(photo, at);
    at += photo.length;
  }
  return pixels;
}
