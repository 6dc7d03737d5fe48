import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Adam } from '../adam/adam.js';
import { packedOrder } from '../data/packed-order.js';
import { experimentOf } from '../experiment.js';
import { openForTest } from '../tensor-engine/open-for-test.js';
import type { TensorEngine, Tf } from '../tensor-engine/tensor-engine.js';
import { embeddingLookup } from './embedding-lookup.js';
import { ImageEncoder } from './image-encoder.js';
import { lastStates, lstmStates } from './lstm.js';
import {
  type HeadWeights,
  NETWORK_FILE,
  type NetworkFile,
  type Numbers,
  type Rows,
  readNetworkFile,
} from './network-file.golden.js';
import { RecipeEncoder } from './recipe-encoder.js';
import { type Variables, trainable, variablesOf } from './variables.js';

const OUTPUT_TOLERANCE = 1e-5;
const SETTINGS = experimentOf({ name: 'golden' }).network;

const transposed = (rows: Rows): Rows => rows[0]!.map((_, column) => rows.map((row) => row[column]!));

function expectClose(actual: ArrayLike<number>, expected: Numbers, tolerance = OUTPUT_TOLERANCE): void {
  const flat = (expected as unknown[]).flat(2) as number[];
  expect(actual.length).toBe(flat.length);
  for (const [i, want] of flat.entries())
    expect(Math.abs(actual[i]! - want), `element ${i}`).toBeLessThanOrEqual(tolerance);
}

/** Gradients: 1e-5 + 1e-4 of the largest. */
function expectGradient(actual: ArrayLike<number>, expected: Numbers, largestOf: Numbers = expected): void {
  const largest = ((largestOf as unknown[]).flat(2) as number[]).reduce(
    (most, x) => Math.max(most, Math.abs(x)),
    0,
  );
  expectClose(actual, expected, 1e-5 + 1e-4 * largest);
}

function headVariables(tf: Tf, weights: HeadWeights): Variables {
  const arrays: Record<string, number[] | Rows> = {
    'joint.kernel': transposed(weights.W),
    'joint.bias': weights.b,
    'norm.gamma': weights.gamma,
    'norm.beta': weights.beta,
    'norm.movingMean': weights.running_mean,
    'norm.movingVariance': weights.running_var,
  };
  if ('W_term' in weights) {
    arrays['term.kernel'] = transposed(weights.W_term);
    arrays['term.bias'] = weights.b_term;
  }
  const named = Object.entries(arrays).map(([name, array]) => {
    const shape = Array.isArray(array[0]) ? [array.length, array[0].length] : [array.length];
    return [name, { shape, data: Float32Array.from((array as unknown[]).flat() as number[]) }];
  });
  return variablesOf(tf, Object.fromEntries(named) as never);
}

/** Gradients of sum(output ∘ G) with respect to the trainable variables, by our names. */
function gradientsOf(tf: Tf, variables: Variables, output: () => Tensor): Record<string, Tensor> {
  const moved = trainable(variables);
  const { grads } = tf.variableGrads(() => tf.sum(output()).asScalar(), Object.values(moved));
  return Object.fromEntries(Object.entries(moved).map(([name, { name: id }]) => [name, grads[id]!]));
}

/** Networks, their gradients and Adam against the reference's values, for one engine. */
export function networksGolden(name: TensorEngine['name']): void {
  describe(`networks against the golden values on ${name}`, () => {
    let engine: TensorEngine | string = '';
    let golden: NetworkFile | undefined;
    beforeAll(async () => {
      engine = await openForTest(name);
      golden = readNetworkFile();
    });
    const given = (ctx: { skip(reason: string): never }): { tf: Tf; file: NetworkFile } => {
      if (typeof engine === 'string') ctx.skip(engine);
      return { tf: engine.tf, file: golden ?? ctx.skip(`no ${NETWORK_FILE}`) };
    };

    it('knows every part of the file; the tagger has a test of its own', (ctx) => {
      const { file } = given(ctx);
      const parts = ['instruction_lstm', 'recipe_head', 'image_head', 'adam', 'tagger'];
      expect(Object.keys(file).toSorted()).toEqual(['about', 'hidden', ...parts].toSorted());
    });

    it('runs the instruction LSTM by true length, with gradients', (ctx) => {
      const { tf, file } = given(ctx);
      const { x, lengths, keras, outputs, h_last, G, objective, grad_x, grad_weights } =
        file.instruction_lstm;
      const weights = { 'lstm.kernel': keras.kernel, 'lstm.recurrentKernel': keras.recurrent_kernel };
      const variables = {
        ...Object.fromEntries(
          Object.entries(weights).map(([key, rows]) => [key, tf.variable(tf.tensor2d(rows))]),
        ),
        'lstm.bias': tf.variable(tf.tensor1d(keras.bias)),
      };
      const { order, counts, lastRows } = packedOrder(lengths);
      const longest = x[0]!.length;
      const packed = counts.flatMap((count, t) => order.slice(0, count).map((i) => i * longest + t));
      const run = (steps: Tensor): Tensor2D => {
        const rows: Tensor2D = tf.reshape(steps, [lengths.length * longest, -1]);
        const taken = embeddingLookup(tf, rows, Int32Array.from(packed)); // [P, D]
        return lastStates(tf, variables, { steps: taken, counts, lastRows });
      };
      expectClose(tf.tidy(() => run(tf.tensor3d(x))).dataSync(), h_last);
      const byTime = tf.transpose(tf.tensor3d(x), [1, 0, 2]);
      const states = tf.transpose(lstmStates(tf, variables, { name: 'lstm', steps: byTime }), [1, 0, 2]);
      for (const [i, rows] of (states.arraySync() as Rows[]).entries())
        expectClose(rows.slice(0, lengths[i]).flat(), outputs[i]!.slice(0, lengths[i]));
      const weighted = (steps: Tensor): Tensor => tf.mul(run(steps), tf.tensor2d(G));
      expectClose(tf.sum(weighted(tf.tensor3d(x))).dataSync(), [objective]);
      const gradients = gradientsOf(tf, variables, () => weighted(tf.tensor3d(x)));
      expectGradient(gradients['lstm.kernel']!.dataSync(), transposed(grad_weights.w_ih));
      expectGradient(gradients['lstm.recurrentKernel']!.dataSync(), transposed(grad_weights.w_hh));
      expectGradient(gradients['lstm.bias']!.dataSync(), grad_weights.b_ih);
      const gradientX = tf.tidy(() => tf.grad((steps: Tensor) => tf.sum(weighted(steps)))(tf.tensor3d(x)));
      expectGradient(gradientX.dataSync(), grad_x);
    });

    it.for([
      { run: 'train', mode: 'train' },
      { run: 'eval', mode: 'infer' },
    ] as const)('runs the recipe head in mode $mode, with gradients', ({ run, mode }, ctx) => {
      const { tf, file } = given(ctx);
      const { recipe_head: head } = file;
      const variables = headVariables(tf, head.weights);
      const encoder = new RecipeEncoder(tf, variables, SETTINGS);
      const [term, sentence, G] = [head.f_term, head.sent_last, head.G].map((rows) => tf.tensor2d(rows)) as [
        Tensor2D,
        Tensor2D,
        Tensor2D,
      ];
      expectClose(tf.tidy(() => encoder.join(term, sentence, mode)).dataSync(), head[run].output);
      if (mode === 'train') {
        const after = head.running_after_one_train_step;
        expectClose(variables['norm.movingMean']!.dataSync(), after.mean);
        expectClose(variables['norm.movingVariance']!.dataSync(), after.var_if_biased);
      }
      const gradients = gradientsOf(tf, variables, () => tf.mul(encoder.join(term, sentence, mode), G));
      const { W_term, b_term, W, b, gamma, beta, f_term, sent_last } = head[run].grad;
      expectGradient(gradients['term.kernel']!.dataSync(), transposed(W_term as Rows));
      expectGradient(gradients['term.bias']!.dataSync(), b_term!);
      expectGradient(gradients['joint.kernel']!.dataSync(), transposed(W as Rows));
      expectGradient(gradients['joint.bias']!.dataSync(), b!);
      expectGradient(gradients['norm.gamma']!.dataSync(), gamma!);
      expectGradient(gradients['norm.beta']!.dataSync(), beta!);
      const objective = (a: Tensor, b: Tensor) =>
        tf.sum(tf.mul(encoder.join(a as Tensor2D, b as Tensor2D, mode), G));
      const inputs = tf.valueAndGrads(objective)([term, sentence]);
      expectClose(inputs.value.dataSync(), [head[run].objective]);
      expectGradient(inputs.grads[0]!.dataSync(), f_term!);
      expectGradient(inputs.grads[1]!.dataSync(), sent_last!);
    });

    it.for([
      { run: 'train', mode: 'train' },
      { run: 'eval', mode: 'infer' },
    ] as const)('runs the image head with a category in mode $mode, with gradients', ({ run, mode }, ctx) => {
      const { tf, file } = given(ctx);
      const { image_head: head } = file;
      const variables = headVariables(tf, head.weights);
      const encoder = new ImageEncoder(tf, variables, SETTINGS);
      const inputs = { feature: tf.tensor2d(head.image), category: tf.tensor2d(head.category) };
      expectClose(tf.tidy(() => encoder.encode(inputs, mode)).dataSync(), head[run].output);
      const weighted = (): Tensor => tf.mul(encoder.encode(inputs, mode), tf.tensor2d(head.G));
      const gradients = gradientsOf(tf, variables, weighted);
      const { W, b, gamma, beta, category } = head[run].grad;
      const kernel = transposed(gradients['joint.kernel']!.arraySync() as Rows); // [E, F + Dc]
      const ends = [...W.first_40_columns, ...W.last_40_columns];
      expectGradient(
        kernel.flatMap((row) => row.slice(0, 40)),
        W.first_40_columns,
        ends,
      );
      expectGradient(
        kernel.flatMap((row) => row.slice(-40)),
        W.last_40_columns,
        ends,
      );
      const norms = kernel.map((row) => Math.hypot(...row));
      expectGradient(norms, W.row_l2);
      const sums = kernel.map((row) => row.reduce((sum, x) => sum + x, 0));
      expectGradient(sums, W.row_sums);
      expectGradient(gradients['joint.bias']!.dataSync(), b);
      expectGradient(gradients['norm.gamma']!.dataSync(), gamma);
      expectGradient(gradients['norm.beta']!.dataSync(), beta);
      const { feature } = inputs;
      const objective = (x: Tensor) =>
        tf.sum(tf.mul(encoder.encode({ feature, category: x as Tensor2D }, mode), tf.tensor2d(head.G)));
      const ofCategory = tf.valueAndGrad(objective)(inputs.category);
      expectClose(ofCategory.value.dataSync(), [head[run].objective]);
      const rows = ofCategory.grad.arraySync() as Rows; // [B, Dc]
      expectGradient(
        rows.flatMap((row) => row.slice(0, 20)),
        category.first_20,
      );
      expectGradient(
        rows.map((row) => Math.hypot(...row)),
        category.row_l2,
      );
    });

    it('takes three steps of Adam', (ctx) => {
      const { tf, file } = given(ctx);
      for (const { lr, betas, eps, after_each_step } of file.adam.runs) {
        const variables: Record<string, Variable> = { w: tf.variable(tf.tensor1d(file.adam.start)) };
        const adam = new Adam(tf, variables, { beta1: betas[0], beta2: betas[1], epsilon: eps });
        for (const [i, gradient] of file.adam.gradients.entries()) {
          adam.step({ w: tf.tensor1d(gradient) }, lr);
          expectClose(variables['w']!.dataSync(), after_each_step[i]!, 1e-6);
        }
      }
    });
  });
}
