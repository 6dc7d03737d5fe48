import type { ImagePreprocessing } from '@seje/artifacts';
import { type Matrix, matrixOf } from '@seje/core';
import { CENTRE_CUT } from '@seje/preprocessing';
import type { TrainPair } from '../data/batch-sampler.js';
import { drawnCut } from '../data/photos/drawn-cut.js';
import { photoBatches } from '../data/photos/photo-batches.js';
import { type PhotoOrder, PhotoThreads } from '../data/photos/photo-threads.js';
import { WaitClock } from '../data/photos/wait-clock.js';
import type { PhotoPairs } from './finetune-step.js';
import { type PassSettings, featuresOf } from './trunk-passes.js';
import type { PhotoFile } from './photo-files.js';

/** Threads that read photos, by default: as many as sharp decodes photos at once. */
export const PHOTO_THREADS = 4;

export interface PhotoReaderParts {
  /** For each row of the feature set's photos. */
  readonly files: readonly PhotoFile[];
  readonly preprocessing: ImagePreprocessing;
  readonly seed: number;
  readonly threads: number;
  /** Batches that are read ahead. */
  readonly ahead: number;
  /** The threads' entry file, where it lies elsewhere. */
  readonly worker?: URL | undefined;
}

/** Reads the photos that rows of a feature set are of, ahead of the engine. `close` it. */
export class PhotoReader {
  /** How long training waited for photos. */
  readonly clock = new WaitClock();
  private readonly threads: PhotoThreads;

  constructor(private readonly parts: PhotoReaderParts) {
    const { preprocessing, threads, worker } = parts;
    this.threads = new PhotoThreads({ preprocessing, threads, ...(worker && { worker }) });
  }

  /** Photos that it can read. */
  get count(): number {
    return this.parts.files.length;
  }

  /** Train batches of an epoch with their photos, each in a cut of its own. */
  async *augmented(batches: readonly (readonly TrainPair[])[], epoch: number): AsyncGenerator<PhotoPairs> {
    const { seed, ahead, preprocessing } = this.parts;
    const orders = batches.map((pairs) =>
      pairs.map((pair) => {
        const { id: photo, path } = this.parts.files[pair.photoRow]!;
        return { path, pair, cut: drawnCut({ seed, epoch, photo }) };
      }),
    );
    const read = photoBatches(orders, { threads: this.threads, ahead, clock: this.clock });
    for await (const { orders: some, pixels } of read)
      yield { pairs: some.map(({ pair }) => pair), pixels, side: preprocessing.crop };
  }

  /** What the trunk as it is makes of the centres of photos, in inference mode: [photoRows, F]. */
  async centreFeatures(pass: PassSettings, photoRows: readonly number[]): Promise<Matrix> {
    const { files, ahead, preprocessing } = this.parts;
    const orders = photoRows.map((row): PhotoOrder => ({ path: files[row]!.path, cut: CENTRE_CUT }));
    const batches = sliced(orders, pass.microBatch);
    const features = matrixOf(photoRows.length, pass.trunk.featureDimension);
    let done = 0;
    for await (const { pixels } of photoBatches(batches, { threads: this.threads, ahead })) {
      const some = featuresOf(pass, { pixels, side: preprocessing.crop });
      features.data.set(some, done);
      done += some.length;
    }
    return features;
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}

function sliced<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
