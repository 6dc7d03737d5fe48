import { createOnnxSession } from '@seje/artifacts';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, beforeEach, describe, expect, it } from 'vitest';
import { type Experiment, experimentOf } from '../experiment.js';
import { imageEncoderOnnx, imageEncoderShapes } from '../export/image-encoder-onnx.js';
import { recipeEncoderOnnx, recipeEncoderShapes } from '../export/recipe-encoder-onnx.js';
import type { NamedWeight, NamedWeights } from '../networks/named-weights.js';
import { encodeSafetensors } from '../networks/safetensors.js';
import { type WantedNetwork, readNetworkFiles } from './network-files.js';
import type { NetworkName } from './network-layers.js';

/* A PyTorch reference's weights in PyTorch's own names and layouts, imported, exported and run. */

const FILE = join(process.env['GOLDEN_DIR'] ?? '../shared/golden', 'networks.json');
const TOLERANCE = 1e-5;

type Rows = number[][];
interface LstmInPyTorch extends Record<'w_ih' | 'w_hh', Rows> {
  b_ih: number[];
  b_hh: number[];
}
interface HeadWeights extends Record<'b' | 'gamma' | 'beta' | 'running_mean' | 'running_var', number[]> {
  W: Rows;
}
interface Golden {
  hidden: number;
  tagger: { weights: Record<'forward' | 'backward', LstmInPyTorch>; keras: Record<string, KerasLstm> };
  instruction_lstm: { x: Rows[]; lengths: number[]; weights: LstmInPyTorch };
  recipe_head: {
    f_term: Rows;
    weights: HeadWeights & { W_term: Rows; b_term: number[] };
    eval: { output: Rows };
  };
  image_head: { image: Rows; category: Rows; weights: HeadWeights; eval: { output: Rows } };
}
interface KerasLstm {
  kernel: Rows;
  recurrent_kernel: Rows;
  bias: number[];
}

async function golden(context: TestContext): Promise<Golden> {
  if (!existsSync(FILE)) context.skip(`${FILE} is missing`);
  return JSON.parse(await readFile(FILE, 'utf8')) as Golden;
}

const flat = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());
const array = (values: number[] | Rows): NamedWeight => {
  const [first] = values;
  return Array.isArray(first)
    ? { shape: [values.length, first.length], data: flat(values as Rows) }
    : { shape: [values.length], data: Float32Array.from(values as number[]) };
};
const joint = (w: HeadWeights): NamedWeights => ({
  'joint.weight': array(w.W),
  'joint.bias': array(w.b),
  'norm.weight': array(w.gamma),
  'norm.bias': array(w.beta),
  'norm.running_mean': array(w.running_mean),
  'norm.running_var': array(w.running_var),
});
const lstm = (w: LstmInPyTorch): NamedWeights => ({
  'lstm.weight_ih_l0': array(w.w_ih),
  'lstm.weight_hh_l0': array(w.w_hh),
  'lstm.bias_ih_l0': array(w.b_ih),
  'lstm.bias_hh_l0': array(w.b_hh),
});

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expect(Math.max(...expected.map((x, i) => Math.abs(x - actual[i]!)))).toBeLessThanOrEqual(TOLERANCE);
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-pytorch-'));
  return () => rm(folder, { recursive: true });
});

async function imported(
  network: NetworkName,
  arrays: NamedWeights,
  { shapes, experiment }: { shapes: WantedNetwork['shapes']; experiment: Experiment },
): Promise<NamedWeights> {
  await writeFile(join(folder, `${network}.safetensors`), encodeSafetensors({ arrays, metadata: {} }));
  const read = await readNetworkFiles(folder, { [network]: { shapes, optional: false } }, experiment);
  return read[network]!;
}

const settingsOf = (hidden: number): Experiment =>
  experimentOf({
    name: 'golden',
    network: { jointDimension: hidden, termHidden: hidden, sentenceHidden: hidden },
  });

describe('weights of PyTorch', () => {
  it('give the recipe encoder that computes what they did there', async (context) => {
    const { instruction_lstm: sentences, recipe_head: head, hidden } = await golden(context);
    const experiment = settingsOf(hidden);
    const widths = { termDimension: head.f_term[0]!.length, sentenceDimension: sentences.x[0]![0]!.length };
    const shape = { ...experiment.network, ...widths };
    const arrays = {
      'term.weight': array(head.weights.W_term),
      'term.bias': array(head.weights.b_term),
      ...lstm(sentences.weights),
      ...joint(head.weights),
    };
    const weights = await imported('recipe-encoder', arrays, {
      shapes: recipeEncoderShapes(shape),
      experiment,
    });
    const session = await createOnnxSession(recipeEncoderOnnx(weights, shape), { provider: 'cpu' });
    const [B, S] = [sentences.x.length, sentences.x[0]!.length];
    const { embedding } = await session.run({
      term: { dims: [B, widths.termDimension], data: flat(head.f_term) },
      sentences: { dims: [B, S, widths.sentenceDimension], data: flat(sentences.x.flat()) },
      sentenceCounts: { dims: [B], data: Int32Array.from(sentences.lengths) },
    });
    await session.release();
    expectClose(embedding!.data as Float32Array, head.eval.output.flat());
  });

  it('give the image encoder that computes what they did there', async (context) => {
    const { image_head: head, hidden } = await golden(context);
    const experiment = settingsOf(hidden);
    const shape = { ...experiment.network, featureDimension: 2048, categoryDimension: 300 };
    const shapes = imageEncoderShapes(shape);
    const weights = await imported('image-encoder', joint(head.weights), { shapes, experiment });
    const session = await createOnnxSession(imageEncoderOnnx(weights, shape), { provider: 'cpu' });
    const { embedding } = await session.run({
      feature: { dims: [4, 2048], data: flat(head.image) },
      category: { dims: [4, 300], data: flat(head.category) },
    });
    await session.release();
    expectClose(embedding!.data as Float32Array, head.eval.output.flat());
  });

  it('of an LSTM of two directions become the ones that Keras has', async (context) => {
    const { tagger, hidden } = await golden(context);
    const { forward, backward } = tagger.weights;
    const reversed = Object.entries(lstm(backward)).map(([name, weight]) => [`${name}_reverse`, weight]);
    const width = forward.w_ih[0]!.length;
    const one = (name: string): [string, readonly number[]][] => [
      [`${name}.kernel`, [width, 4 * hidden]],
      [`${name}.recurrentKernel`, [hidden, 4 * hidden]],
      [`${name}.bias`, [4 * hidden]],
    ];
    const heads = { 'name.weight': [1, 2], 'name.bias': [1], 'line.weight': [1, 2], 'line.bias': [1] };
    const zeros = Object.entries({ 'embedding.weight': [1, 2], ...heads }).map(([name, shape]) => [
      name,
      { shape, data: new Float32Array(shape.reduce((a, b) => a * b)) },
    ]);
    const shapes = {
      'embedding.table': [1, 2],
      ...Object.fromEntries([...one('layer1.forward'), ...one('layer1.backward')]),
      'name.kernel': [2, 1],
      'name.bias': [1],
      'line.kernel': [2, 1],
      'line.bias': [1],
    };
    const arrays = { ...Object.fromEntries([...reversed, ...zeros]), ...lstm(forward) } as NamedWeights;
    const weights = await imported('ingredient-tagger', arrays, { shapes, experiment: settingsOf(hidden) });
    for (const direction of ['forward', 'backward'] as const) {
      const keras = tagger.keras[direction]!;
      const of = (part: string): Float32Array => weights[`layer1.${direction}.${part}`]!.data;
      expectClose(of('kernel'), keras.kernel.flat());
      expectClose(of('recurrentKernel'), keras.recurrent_kernel.flat());
      expectClose(of('bias'), keras.bias);
    }
  });
});
