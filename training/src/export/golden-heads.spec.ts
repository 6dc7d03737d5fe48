import { createOnnxSession } from '@seje/artifacts';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { NamedWeight, NamedWeights } from '../networks/named-weights.js';
import { imageEncoderOnnx } from './image-encoder-onnx.js';
import { recipeEncoderOnnx } from './recipe-encoder-onnx.js';

/* An independent float64 implementation's heads and masked LSTM, through the exported files. */

const FILE = join(process.env['GOLDEN_DIR'] ?? '../shared/golden', 'networks.json');
const TOLERANCE = 1e-5;

type Rows = number[][];
interface HeadWeights {
  W: Rows;
  b: number[];
  gamma: number[];
  beta: number[];
  running_mean: number[];
  running_var: number[];
}
interface Golden {
  hidden: number;
  instruction_lstm: {
    x: number[][][];
    lengths: number[];
    keras: { kernel: Rows; recurrent_kernel: Rows; bias: number[] };
  };
  recipe_head: {
    f_term: Rows;
    weights: HeadWeights & { W_term: Rows; b_term: number[] };
    bn_eps: number;
    leaky_slope: number;
    eval: { output: Rows };
  };
  image_head: {
    image: Rows;
    category: Rows;
    weights: HeadWeights;
    bn_eps: number;
    leaky_slope: number;
    eval: { output: Rows };
  };
}

async function golden(context: TestContext): Promise<Golden> {
  if (!existsSync(FILE)) context.skip(`${FILE} is missing`);
  return JSON.parse(await readFile(FILE, 'utf8')) as Golden;
}

const flat = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());
const vector = (values: number[]): NamedWeight => ({
  shape: [values.length],
  data: Float32Array.from(values),
});
const matrix = (rows: Rows): NamedWeight => ({ shape: [rows.length, rows[0]!.length], data: flat(rows) });
const transposed = (rows: Rows): NamedWeight => matrix(rows[0]!.map((_, j) => rows.map((row) => row[j]!)));

const jointWeights = (w: HeadWeights): NamedWeights => ({
  'joint.kernel': transposed(w.W),
  'joint.bias': vector(w.b),
  'norm.gamma': vector(w.gamma),
  'norm.beta': vector(w.beta),
  'norm.movingMean': vector(w.running_mean),
  'norm.movingVariance': vector(w.running_var),
});

function expectRows(actual: Float32Array, expected: Rows): void {
  const wanted = expected.flat();
  expect(actual.length).toBe(wanted.length);
  const worst = Math.max(...wanted.map((x, i) => Math.abs(x - actual[i]!)));
  expect(worst).toBeLessThanOrEqual(TOLERANCE);
}

describe('recipe encoder', () => {
  async function exported({ recipe_head: head, instruction_lstm: lstm, hidden }: Golden) {
    const bytes = recipeEncoderOnnx(
      {
        'term.kernel': transposed(head.weights.W_term),
        'term.bias': vector(head.weights.b_term),
        'lstm.kernel': matrix(lstm.keras.kernel),
        'lstm.recurrentKernel': matrix(lstm.keras.recurrent_kernel),
        'lstm.bias': vector(lstm.keras.bias),
        ...jointWeights(head.weights),
      },
      {
        termDimension: head.f_term[0]!.length,
        termHidden: head.weights.b_term.length,
        sentences: true,
        sentenceDimension: lstm.x[0]![0]!.length,
        sentenceHidden: hidden,
        jointDimension: head.weights.b.length,
        leakyReluSlope: head.leaky_slope,
        normEpsilon: head.bn_eps,
      },
    );
    const session = await createOnnxSession(bytes, { provider: 'cpu' });
    return async (terms: Rows, sentences: Rows[], counts: number[]): Promise<Float32Array> => {
      const [B, S, D] = [terms.length, sentences[0]!.length, sentences[0]![0]!.length];
      const { embedding } = await session.run({
        term: { dims: [B, terms[0]!.length], data: flat(terms) },
        sentences: { dims: [B, S, D], data: flat(sentences.flat()) },
        sentenceCounts: { dims: [B], data: Int32Array.from(counts) },
      });
      expect(embedding!.dims).toEqual([B, 8]);
      return embedding!.data as Float32Array;
    };
  }

  it('gives the reference embeddings, with different lengths in one batch', async (context) => {
    const values = await golden(context);
    const { instruction_lstm: lstm, recipe_head: head } = values;
    const run = await exported(values);
    expectRows(await run(head.f_term, lstm.x, lstm.lengths), head.eval.output);
  });

  it('does not read past the last sentence', async (context) => {
    const values = await golden(context);
    const { instruction_lstm: lstm, recipe_head: head } = values;
    const run = await exported(values);
    const noisy = lstm.x.map((steps, i) =>
      [...steps, steps[0]!].map((step, t) => (t < lstm.lengths[i]! ? step : step.map(() => 1e3))),
    );
    expectRows(await run(head.f_term, noisy, lstm.lengths), head.eval.output);
  });

  it('gives the same for one recipe, seven recipes and a single sentence', async (context) => {
    const values = await golden(context);
    const { instruction_lstm: lstm, recipe_head: head } = values;
    const run = await exported(values);
    const seven = [0, 1, 2, 3, 0, 1, 2];
    expectRows(
      await run(
        seven.map((i) => head.f_term[i]!),
        seven.map((i) => lstm.x[i]!),
        seven.map((i) => lstm.lengths[i]!),
      ),
      seven.map((i) => head.eval.output[i]!),
    );
    for (const i of head.f_term.keys()) {
      const real = lstm.x[i]!.slice(0, lstm.lengths[i]);
      expectRows(await run([head.f_term[i]!], [real], [real.length]), [head.eval.output[i]!]);
      const one = await run([head.f_term[i]!], [real.slice(0, 1)], [1]);
      expectRows(await run([head.f_term[i]!], [lstm.x[i]!], [1]), [[...one]]);
    }
  });
});

describe('image encoder', () => {
  it('gives the reference embeddings of pooled feature and category', async (context) => {
    const { image_head: head } = await golden(context);
    const bytes = imageEncoderOnnx(jointWeights(head.weights), {
      featureDimension: 2048,
      categoryDimension: 300,
      jointDimension: head.weights.b.length,
      leakyReluSlope: head.leaky_slope,
      normEpsilon: head.bn_eps,
    });
    const session = await createOnnxSession(bytes, { provider: 'cpu' });
    for (const rows of [[0, 1, 2, 3], [2], [3, 2, 1, 0, 3, 2, 1]]) {
      const { embedding } = await session.run({
        feature: { dims: [rows.length, 2048], data: flat(rows.map((i) => head.image[i]!)) },
        category: { dims: [rows.length, 300], data: flat(rows.map((i) => head.category[i]!)) },
      });
      expectRows(
        embedding!.data as Float32Array,
        rows.map((i) => head.eval.output[i]!),
      );
    }
  });
});
