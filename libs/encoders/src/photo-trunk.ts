import type { ImagePreprocessing, OnnxSession, OnnxTensor } from '@seje/artifacts';
import { SejeError, matrixFromRows, type Matrix } from '@seje/core';
import { photoTensors, type PhotoLimits } from '@seje/preprocessing';
import { type PhotoFeatureCache, photoKey } from './photo-feature-cache.js';
import { rowsInRun } from './rows-in-run.js';

export interface PhotoTrunkParts {
  /** One input, [B, 3, crop, crop] or [B, crop, crop, 3]; the feature [B, featureDimension] as output. */
  readonly session: OnnxSession;
  readonly preprocessing: ImagePreprocessing;
  readonly featureDimension: number;
  /** Of the output; absent: the network's first. */
  readonly outputName?: string;
  readonly cache?: PhotoFeatureCache;
  /** Photos that pass the network at a time, default 8. */
  readonly batchSize?: number;
  readonly limits?: PhotoLimits;
}

/**
 * ResNet-50 on a CPU is as fast as it gets from here on, and a GPU faster than photos are decoded; larger batches only
 * take memory.
 */
const BATCH_SIZE = 8;
const CHANNELS = 3;

interface NetworkRun {
  /** B, those that fill the batch included. */
  readonly rows: number;
  readonly outputs: Readonly<Record<string, OnnxTensor>>;
  /** [B, F], undefined where the network has no such output. */
  readonly feature: OnnxTensor | undefined;
}

/** Told how long decoding has held a batch up, milliseconds: what the network computes meanwhile is not in it. */
export type OnDecoded = (ms: number) => void;

/** The frozen image network: photo -> pooled feature, through the cache where there is one. */
export class PhotoTrunk {
  readonly featureDimension: number;

  constructor(private readonly parts: PhotoTrunkParts) {
    this.featureDimension = parts.featureDimension;
  }

  /** Of the network's only input. */
  get inputName(): string {
    return this.parts.session.inputNames[0]!;
  }

  /**
   * @param photos encoded files
   * @returns [photos.length, featureDimension]
   * @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE for the first that fails
   */
  async featuresOf(photos: readonly Uint8Array[], onDecoded?: OnDecoded): Promise<Matrix> {
    const rows = (await this.featureOrErrorOf(photos, onDecoded)).map((result) => {
      if (result instanceof SejeError) throw result;
      return result;
    });
    return matrixFromRows(rows, this.featureDimension);
  }

  /** For each photo, in order, its feature [featureDimension] or the reason why it has none. */
  async featureOrErrorOf(
    photos: readonly Uint8Array[],
    onDecoded?: OnDecoded,
  ): Promise<(Float32Array | SejeError)[]> {
    const { cache } = this.parts;
    if (cache === undefined) return this.computed(photos, { onDecoded });
    const keys = photos.map(photoKey);
    const results = new Map<string, Float32Array | SejeError>();
    const missing = new Map<string, Uint8Array>();
    for (const [i, key] of keys.entries()) {
      const feature = cache.get(key);
      if (feature === undefined) missing.set(key, photos[i]!);
      else results.set(key, feature);
    }
    const missingKeys = [...missing.keys()];
    const onResult = (result: Float32Array | SejeError, i: number): void => {
      results.set(missingKeys[i]!, result);
      if (cache.isWritable && !(result instanceof SejeError)) cache.put(missingKeys[i]!, result);
    };
    await this.computed([...missing.values()], { onResult, onDecoded });
    return keys.map((key) => results.get(key)!);
  }

  /**
   * Runs the network once on no photo, in the batch that every later run has: it is warm afterwards.
   * @returns the width of its feature, which need not be the one that it is described with
   */
  async probe(): Promise<number> {
    const { rows, feature } = await this.runNetwork([]);
    return (feature?.data.length ?? 0) / rows;
  }

  async release(): Promise<void> {
    await this.parts.session.release();
  }

  /**
   * Decodes the next batch while the network computes on this one.
   * @param told of each photo (`onResult`) as soon as its batch is through, so that what is interrupted keeps it
   */
  private async computed(
    photos: readonly Uint8Array[],
    told: {
      readonly onResult?: (result: Float32Array | SejeError, index: number) => void;
      readonly onDecoded?: OnDecoded | undefined;
    },
  ): Promise<(Float32Array | SejeError)[]> {
    const { batchSize = BATCH_SIZE, preprocessing, limits } = this.parts;
    const decode = (start: number): Promise<(Float32Array | SejeError)[]> =>
      photoTensors(
        photos.slice(start, start + batchSize),
        preprocessing,
        limits === undefined ? {} : { limits },
      );
    const results: (Float32Array | SejeError)[] = [];
    let next = decode(0);
    for (let start = 0; start < photos.length; start += batchSize) {
      const waitedSince = performance.now();
      const tensors = await next;
      told.onDecoded?.(performance.now() - waitedSince);
      next = decode(start + batchSize);
      for (const result of await this.run(tensors)) {
        told.onResult?.(result, results.length);
        results.push(result);
      }
    }
    await next;
    return results;
  }

  private async run(tensors: readonly (Float32Array | SejeError)[]): Promise<(Float32Array | SejeError)[]> {
    const good = tensors.filter((tensor) => tensor instanceof Float32Array);
    const features = good.length === 0 ? [] : await this.infer(good);
    const inOrder = features.values();
    return tensors.map((tensor) => (tensor instanceof SejeError ? tensor : inOrder.next().value!));
  }

  private async infer(tensors: readonly Float32Array[]): Promise<Float32Array[]> {
    const { rows, feature, outputs } = await this.runNetwork(tensors);
    const width = this.featureDimension;
    // A pooled map [B, F, 1, 1] holds the same numbers as [B, F].
    if (!(feature?.data instanceof Float32Array) || feature.data.length !== rows * width) {
      throw new SejeError('MODEL_INVALID', {
        message: 'The image network does not give the feature that it is described with',
        expected: `float32 [${rows}, ${width}]`,
        found:
          feature === undefined
            ? `outputs ${Object.keys(outputs).join(', ')}`
            : `[${feature.dims.join(', ')}]`,
      });
    }
    const values = feature.data;
    return tensors.map((_, i) => values.slice(i * width, (i + 1) * width));
  }

  /** @param tensors photos, each [3, crop, crop] or [crop, crop, 3]; rows beyond them are zeros */
  private async runNetwork(tensors: readonly Float32Array[]): Promise<NetworkRun> {
    const { session, preprocessing, outputName, batchSize = BATCH_SIZE } = this.parts;
    const { crop, layout } = preprocessing;
    const size = layout === 'nchw' ? [CHANNELS, crop, crop] : [crop, crop, CHANNELS];
    const rows = rowsInRun(session.provider, { rows: Math.max(tensors.length, 1), batchSize });
    const data = new Float32Array(rows * CHANNELS * crop * crop);
    for (const [i, tensor] of tensors.entries()) data.set(tensor, i * tensor.length);
    const outputs = await session.run({ [this.inputName]: { dims: [rows, ...size], data } });
    return { rows, outputs, feature: outputs[outputName ?? session.outputNames[0]!] };
  }
}
