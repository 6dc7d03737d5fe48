import type { LabelledPhoto } from '../../../data/food101-layout.js';
import { photoBatches } from '../../../data/photos/photo-batches.js';
import type { PhotoOrder, PhotoThreads } from '../../../data/photos/photo-threads.js';
import type { Maps } from '../../../networks/map-norm.js';
import type { ResidualTrunk } from '../../../networks/residual-trunk.js';
import type { Tf } from '../../../tensor-engine/tensor-engine.js';
import type { LabelledMaps } from './dish-network.js';
import type { MapStore } from './map-store.js';

/** A photo with its label, and the square of it that is wanted. */
export type CutPhoto = LabelledPhoto & PhotoOrder;

export interface PhotoMapsParts {
  readonly tf: Tf;
  readonly trunk: ResidualTrunk;
  readonly threads: Pick<PhotoThreads, 'read'>;
  /** Side of the cuts, pixels. */
  readonly side: number;
  /** Keeps what was computed once; absent: nothing is kept. */
  readonly store?: MapStore | undefined;
}

/** Batches whose photos are read while the engine works on another. */
const AHEAD = 2;

/** What a trunk's frozen stages make of photos: computed, or taken from where it is kept. */
export class PhotoMaps {
  /** Of one photo's maps: height, width, channels. */
  private readonly shape: readonly [number, number, number];

  constructor(private readonly parts: PhotoMapsParts) {
    const { tf, trunk, side } = parts;
    const [, ...shape] = tf.tidy(() => trunk.frozenMaps(tf.zeros([1, side, side, 3])).shape);
    this.shape = shape;
  }

  /**
   * The batches in order; each one's tensor is freed when the next is asked for.
   * @throws SejeError what `PhotoThreads.read` throws, DISK_WRITE_FAILED
   */
  async *read(batches: readonly (readonly CutPhoto[])[]): AsyncGenerator<LabelledMaps> {
    const { threads, store } = this.parts;
    const missing = batches.map((batch) => batch.filter((photo) => store?.has(photo) !== true));
    let at = 0;
    for await (const { orders, pixels } of photoBatches(missing, { threads, ahead: AHEAD })) {
      const batch = batches[at++]!;
      const computed = orders.length === 0 ? undefined : this.computed(pixels, orders.length);
      const maps = store === undefined ? computed! : await this.stored(batch, { store, orders, computed });
      try {
        yield { maps, labels: batch.map(({ label }) => label), paths: batch.map(({ path }) => path) };
      } finally {
        maps.dispose();
      }
    }
  }

  private computed(pixels: Float32Array, photos: number): Maps {
    const { tf, trunk, side } = this.parts;
    return tf.tidy(() => trunk.frozenMaps(tf.tensor4d(pixels, [photos, side, side, 3])));
  }

  /** Puts what was computed into the store, and the batch together from there. */
  private async stored(
    batch: readonly CutPhoto[],
    from: { store: MapStore; orders: readonly CutPhoto[]; computed: Maps | undefined },
  ): Promise<Maps> {
    const { store, orders, computed } = from;
    const size = this.shape.reduce((product, n) => product * n, 1);
    if (computed !== undefined) {
      const data = computed.dataSync() as Float32Array;
      const puts = orders.map((photo, i) => store.put(photo, data.subarray(i * size, (i + 1) * size)));
      await Promise.all(puts);
      computed.dispose();
    }
    const all = new Float32Array(batch.length * size);
    for (const [i, maps] of (await Promise.all(batch.map((photo) => store.get(photo)))).entries())
      all.set(maps, i * size);
    return this.parts.tf.tensor4d(all, [batch.length, ...this.shape]);
  }
}
