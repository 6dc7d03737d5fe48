import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxSession } from '@seje/artifacts';
import { sha256 } from '@seje/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../networks/safetensors.js';
import { loadBackbone } from './load-backbone.js';
import { RESNET_ARCHITECTURES, resNetLayers } from './resnet-architecture.js';
import { resNetShapes } from './resnet-weights.js';
import { TORCHVISION_PREPROCESSING } from './described-weights.js';

const description = { name: 'constant', architecture: 'resnet50' };

let folder: string;
let path: string;
let weights: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-weights-'));
  path = join(folder, 'constant.safetensors');
  const variant = { strideOn: '3x3', convolutionBias: false } as const;
  const shapes = resNetShapes(resNetLayers(RESNET_ARCHITECTURES.resnet50, variant), variant);
  const arrays = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return [name, { shape, data: new Float32Array(size).fill(1 / 64) }];
    }),
  );
  weights = encodeSafetensors({ arrays, metadata: {} });
  await writeFile(path, weights);
});
afterAll(() => rm(folder, { recursive: true }));

const describeAs = (value: object): Promise<void> => writeFile(`${path}.json`, JSON.stringify(value));
const load = () => loadBackbone(path, { cacheDir: folder });

describe('loadBackbone of a safetensors file', () => {
  it('converts it once, with torchvision’s preprocessing unless told otherwise', async () => {
    await describeAs({ ...description, sha256: sha256(weights), source: 'made up' });
    const backbone = await load();
    expect(backbone).toMatchObject({
      name: 'constant',
      featureDimension: 2048,
      preprocessing: TORCHVISION_PREPROCESSING,
    });
    const { mtimeMs } = await stat(backbone.path);
    expect(await load()).toEqual(backbone);
    expect((await stat(backbone.path)).mtimeMs).toBe(mtimeMs);

    const session = await createOnnxSession(backbone.path, { provider: 'cpu' });
    const image = { dims: [1, 3, 224, 224], data: new Float32Array(3 * 224 * 224) };
    expect((await session.run({ image }))['feature']!.dims).toEqual([1, 2048]);
    await session.release();

    await describeAs({ ...description, strideOn: '1x1' });
    expect((await load()).fingerprint).not.toBe(backbone.fingerprint);
  });

  it.for([
    ['an architecture nobody knows', { ...description, architecture: 'resnet18' }, 'SETTINGS_INVALID'],
    ['a field nobody knows', { ...description, dropout: 1 }, 'SETTINGS_INVALID'],
    [
      'channels last',
      { ...description, preprocessing: { ...TORCHVISION_PREPROCESSING, layout: 'nhwc' } },
      'SETTINGS_INVALID',
    ],
    ['another checksum', { ...description, sha256: '0'.repeat(64) }, 'CHECKSUM_MISMATCH'],
    ['weights of another network', { ...description, architecture: 'wide_resnet50_2' }, 'MODEL_INVALID'],
    ['weights without the biases it names', { ...description, convolutionBias: true }, 'MODEL_INVALID'],
  ] as const)('refuses %s', async ([, value, code]) => {
    await describeAs(value);
    await expect(load()).rejects.toMatchObject({ code });
  });

  it('refuses a torn file, and one without a description', async () => {
    const torn = join(folder, 'torn.safetensors');
    await writeFile(torn, weights.subarray(0, 1000));
    const loadTorn = () => loadBackbone(torn, { cacheDir: folder });
    await expect(loadTorn()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await writeFile(`${torn}.json`, JSON.stringify(description));
    await expect(loadTorn()).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  });
});
