import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionProvider, ImagePreprocessing, OnnxSession } from '@seje/artifacts';
import { rowOf } from '@seje/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PhotoFeatureCache } from './photo-feature-cache.js';
import { PhotoTrunk } from './photo-trunk.js';

const PREPROCESSING: ImagePreprocessing = {
  resize: 8,
  crop: 4,
  kernel: 'linear',
  channelOrder: 'rgb',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  layout: 'nchw',
};

/** In place of a network: the mean of each channel; remembers the batches it was given. */
class ChannelMeans implements OnnxSession {
  constructor(readonly provider: ExecutionProvider = 'cpu') {}

  readonly inputNames = ['image'];
  readonly outputNames = ['feature'];
  readonly batches: number[] = [];

  async run(inputs: Parameters<OnnxSession['run']>[0]): ReturnType<OnnxSession['run']> {
    const { dims, data } = inputs['image']!;
    expect(dims.slice(1)).toEqual([3, 4, 4]);
    this.batches.push(dims[0]!);
    const feature = Float32Array.from({ length: dims[0]! * 3 }, (_, i) => Number(data[i * 16]));
    return { feature: { dims: [dims[0]!, 3], data: feature } };
  }

  async release(): Promise<void> {}
}

const plain = async (level: number): Promise<Buffer> =>
  sharp({ create: { width: 10, height: 10, channels: 3, background: { r: level, g: 0, b: 255 } } })
    .png()
    .toBuffer();
const trunkParts = { preprocessing: PREPROCESSING, featureDimension: 3, batchSize: 2 };

describe('PhotoTrunk', () => {
  it('gives each photo its own row, whatever the batches', async () => {
    const session = new ChannelMeans();
    const photos = await Promise.all([10, 20, 30, 40, 50].map(plain));
    const features = await new PhotoTrunk({ ...trunkParts, session }).featuresOf(photos);
    expect(features).toMatchObject({ rows: 5, columns: 3 });
    for (const [i, level] of [10, 20, 30, 40, 50].entries()) {
      expect([...rowOf(features, i)]).toEqual([level, 0, 255]);
    }
    expect(session.batches).toEqual([2, 2, 1]);
  });

  it('runs a network on CUDA, probe included, with batches of one size, whatever the photos', async () => {
    const session = new ChannelMeans('cuda');
    const trunk = new PhotoTrunk({ ...trunkParts, session });
    expect(await trunk.probe()).toBe(3);
    const photos = await Promise.all([10, 20, 30].map(plain));
    for (const count of [1, 3, 2]) {
      const features = await trunk.featuresOf(photos.slice(0, count));
      expect(Array.from({ length: count }, (_, i) => rowOf(features, i)[0])).toEqual(
        [10, 20, 30].slice(0, count),
      );
    }
    expect(session.batches).toEqual([2, 2, 2, 2, 2]);
  });

  it('tells the width of the feature, in a batch of one on a CPU', async () => {
    const session = new ChannelMeans();
    expect(await new PhotoTrunk({ ...trunkParts, featureDimension: 5, session }).probe()).toBe(3);
    expect(session.batches).toEqual([1]);
  });

  it('tells of each batch how long decoding held it up', async () => {
    const waits: number[] = [];
    const trunk = new PhotoTrunk({ ...trunkParts, session: new ChannelMeans() });
    await trunk.featuresOf(await Promise.all([1, 2, 3].map(plain)), (ms) => waits.push(ms));
    expect(waits).toHaveLength(2);
    for (const ms of waits) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('sends only what the cache does not hold, and a photo given twice once', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'seje-trunk-'));
    const cache = PhotoFeatureCache.open(directory, { fingerprint: 't', featureDimension: 3 });
    const [a, b, c] = await Promise.all([plain(1), plain(2), plain(3)]);
    const session = new ChannelMeans();
    const trunk = new PhotoTrunk({ ...trunkParts, session, cache });
    await trunk.featuresOf([a, b]);
    const features = await trunk.featuresOf([c, a, c]);
    expect([...features.data]).toEqual([3, 0, 255, 1, 0, 255, 3, 0, 255]);
    expect(session.batches).toEqual([2, 1]);
    cache.close();
  });

  it('takes what a cache opened for reading holds, and leaves it as it is', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'seje-trunk-'));
    const options = { fingerprint: 't', featureDimension: 3 };
    const [a, b] = await Promise.all([plain(1), plain(2)]);
    const writing = PhotoFeatureCache.open(directory, options);
    await new PhotoTrunk({ ...trunkParts, session: new ChannelMeans(), cache: writing }).featuresOf([a]);
    writing.close();
    const cache = PhotoFeatureCache.open(directory, { ...options, mode: 'read' });
    const session = new ChannelMeans();
    const features = await new PhotoTrunk({ ...trunkParts, session, cache }).featuresOf([a, b]);
    expect([...features.data]).toEqual([1, 0, 255, 2, 0, 255]);
    expect(session.batches).toEqual([1]);
    expect(cache.size).toBe(1);
    cache.close();
  });

  it('names the photo that cannot be read, and keeps the others', async () => {
    const trunk = new PhotoTrunk({ ...trunkParts, session: new ChannelMeans() });
    const photos = [await plain(7), Buffer.from('no photo'), await plain(8)];
    expect(await trunk.featureOrErrorOf(photos)).toMatchObject([
      Float32Array.of(7, 0, 255),
      { code: 'PHOTO_TYPE_REFUSED' },
      Float32Array.of(8, 0, 255),
    ]);
    await expect(trunk.featuresOf(photos)).rejects.toThrow(
      expect.objectContaining({ code: 'PHOTO_TYPE_REFUSED' }),
    );
    expect(await trunk.featuresOf([])).toMatchObject({ rows: 0, columns: 3 });
  });

  it('refuses a network whose feature has another width', async () => {
    const trunk = new PhotoTrunk({ ...trunkParts, featureDimension: 5, session: new ChannelMeans() });
    await expect(trunk.featuresOf([await plain(1)])).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID' }),
    );
  });
});
