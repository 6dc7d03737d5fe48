import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type OnnxSession, createOnnxSession } from '@seje/artifacts';
import { SejeError } from '@seje/core';
import { photoTensor } from '@seje/preprocessing';
import type * as tensorflow from '@tensorflow/tfjs';
import { type TestContext, afterAll, describe, expect, it } from 'vitest';
import type { Backbone } from './backbone.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { resNetOnnx } from './resnet-onnx.js';
import { ensureResNet50Weights } from './resnet50-weights.js';
import { ensureResNet50, fetchResNet50 } from './resnet50.js';
import { trunkNetwork } from './trainable-backbone.js';

const GOLDEN = process.env['GOLDEN_DIR'] ?? '../shared/golden';
const CACHE = process.env['SEJE_CACHE'] ?? '.seje/cache';
const SIDE = 224;
const WIDTH = 2048;

interface Golden {
  readonly formula_input: { readonly avg_pool: number[] };
  readonly images: Record<string, { readonly avg_pool: number[] }>;
}

async function golden(context: TestContext): Promise<Golden> {
  const file = join(GOLDEN, 'resnet50.json');
  if (!existsSync(file)) context.skip(`no ${file}`);
  return JSON.parse(await readFile(file, 'utf8')) as Golden;
}

/** What needs the weights is skipped, with the reason, where they cannot be fetched. */
async function fetched<T>(fetching: Promise<T>, context: TestContext): Promise<T> {
  return fetching.catch((error: unknown) => {
    if (error instanceof SejeError && error.code === 'DOWNLOAD_FAILED') context.skip(error.message);
    throw error;
  });
}

let opened: { backbone: Backbone; session: OnnxSession } | undefined;
async function resnet50(context: TestContext): Promise<NonNullable<typeof opened>> {
  if (opened === undefined) {
    const backbone = await fetched(ensureResNet50({ cacheDir: CACHE }), context);
    opened = { backbone, session: await createOnnxSession(backbone.path, { provider: 'cpu' }) };
  }
  return opened;
}

const folders: string[] = [];
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seje-resnet50-'));
  folders.push(folder);
  return folder;
}

let unpacked: string | undefined;
/** model.json of the package as published. */
async function original(context: TestContext): Promise<string> {
  unpacked ??= await fetched(fetchResNet50({ directory: await temporaryFolder() }), context);
  return unpacked;
}

afterAll(async () => {
  await opened?.session.release();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

async function featureOf(session: OnnxSession, image: Float32Array): Promise<Float32Array> {
  const { feature } = await session.run({ image: { dims: [1, 3, SIDE, SIDE], data: image } });
  expect(feature!.dims).toEqual([1, WIDTH]);
  return feature!.data as Float32Array;
}

/** The golden file's formula; `place` says where a channel, row and column lie. */
function formulaInput(place: (c: number, row: number, column: number) => number): Float32Array {
  const x = new Float32Array(3 * SIDE * SIDE);
  for (let c = 0; c < 3; c++) {
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        x[place(c, row, column)] =
          40 * Math.sin(0.05 * (row + 1) * (c + 1)) + 30 * Math.cos(0.07 * (column + 1));
      }
    }
  }
  return x;
}
const channelsFirst = (c: number, row: number, column: number): number => (c * SIDE + row) * SIDE + column;
const channelsLast = (c: number, row: number, column: number): number => (row * SIDE + column) * 3 + c;

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Largest difference, as a share of the largest expected value. */
function relativeDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(found[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return difference / largest;
}

describe('converted ResNet-50', () => {
  it('meets the golden feature of the formula input', async (context) => {
    const expected = (await golden(context)).formula_input.avg_pool;
    const { session } = await resnet50(context);
    const found = await featureOf(session, formulaInput(channelsFirst));
    expect(cosine(found, expected)).toBeGreaterThanOrEqual(0.99999);
    expect(relativeDifference(found, expected)).toBeLessThanOrEqual(1e-3);
  });

  it.for(['exif6.jpg', 'alpha.png'])('meets the golden feature of %s', async (name, context) => {
    const expected = (await golden(context)).images[name]!.avg_pool;
    const { session, backbone } = await resnet50(context);
    const photo = await readFile(join(GOLDEN, 'images', name));
    const found = await featureOf(session, await photoTensor(photo, backbone.preprocessing));
    expect(cosine(found, expected)).toBeGreaterThanOrEqual(0.999);
  });

  it('agrees with TensorFlow.js running the original', async (context) => {
    const { session } = await resnet50(context);
    const modelJson = await original(context);
    const expected = await runOriginal(modelJson);
    const found = await featureOf(session, formulaInput(channelsFirst));
    expect(relativeDifference(found, expected)).toBeLessThanOrEqual(1e-4);
  });

  it('is what its weights for training are exported to', async (context) => {
    const { session } = await resnet50(context);
    const { arrays, description } = await fetched(ensureResNet50Weights({ cacheDir: CACHE }), context);
    const { architecture, ...variant } = trunkNetwork(description);
    const bytes = resNetOnnx(arrays, architecture, { ...variant, name: 'resnet50', crop: SIDE });
    const exported = await createOnnxSession(bytes, { provider: 'cpu' });
    const image = formulaInput(channelsFirst);
    expect(
      relativeDifference(await featureOf(exported, image), await featureOf(session, image)),
    ).toBeLessThanOrEqual(1e-4);
    await exported.release();
  });

  it('is made anew, the same, where the cached file is damaged', async (context) => {
    const { backbone } = await resnet50(context);
    const cacheDir = await temporaryFolder();
    const damaged = join(cacheDir, 'backbones', basename(backbone.path));
    await mkdir(dirname(damaged));
    await copyFile(`${backbone.path}.json`, `${damaged}.json`);
    await writeFile(damaged, 'half a network');
    const tarball = join(dirname(dirname(dirname(await original(context)))), 'package.tgz');
    const mended = await ensureResNet50({ cacheDir, tarball });
    expect(mended).toEqual({ ...backbone, path: damaged });
  });
});

/** avg_pool of the Keras model itself, on the formula input. */
async function runOriginal(modelJson: string): Promise<Float32Array> {
  const { tf } = await openTensorEngine('wasm');
  const json = JSON.parse(await readFile(modelJson, 'utf8')) as {
    modelTopology: object;
    weightsManifest: { paths: string[]; weights: tensorflow.io.WeightsManifestEntry[] }[];
  };
  const [group] = json.weightsManifest;
  const shards = await Promise.all(group!.paths.map((path) => readFile(join(dirname(modelJson), path))));
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs: group!.weights, weightData }),
  );
  const trunk = tf.model({ inputs: model.inputs, outputs: model.getLayer('avg_pool').output });
  const input = tf.tensor4d(formulaInput(channelsLast), [1, SIDE, SIDE, 3]);
  const feature = trunk.predict(input) as tensorflow.Tensor;
  const values = (await feature.data()) as Float32Array;
  tf.dispose([input, feature]);
  model.dispose();
  return values;
}
