import { Random } from '@seje/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openForTest } from '../tensor-engine/open-for-test.js';
import type { TensorEngine, Tf } from '../tensor-engine/tensor-engine.js';
import { IngredientTaggerNetwork, initialTaggerWeights } from './ingredient-tagger.js';
import { NETWORK_FILE, type Rows, type TaggerPart, readNetworkFile } from './network-file.golden.js';
import type { NamedWeights } from './named-weights.js';
import { variablesOf } from './variables.js';

const TOLERANCE = 1e-5;

const transposed = (rows: Rows): Rows => rows[0]!.map((_, column) => rows.map((row) => row[column]!));

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, want] of expected.entries())
    expect(Math.abs(actual[i]! - want), `element ${i}`).toBeLessThanOrEqual(tolerance);
}

/** Gradients: 1e-5 + 1e-4 of the largest. */
function expectGradient(actual: Tensor, expected: readonly number[]): void {
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  expectClose(actual.dataSync(), expected, TOLERANCE + 1e-4 * largest);
}

/** The reference's weights by our names; its tagger has one layer and no head for the line, which stays as it is. */
function weightsOf({ weights, keras }: TaggerPart): NamedWeights {
  const [rows, embedding] = [weights.embedding.length, weights.embedding[0]!.length];
  const hidden = keras.forward.recurrent_kernel.length;
  const fresh = initialTaggerWeights({ rows, embedding, hidden, layers: 1 }, Random.fromSeed(1));
  const arrays: Record<string, Rows | number[]> = {
    'embedding.table': weights.embedding,
    'name.kernel': transposed(weights.w_out),
    'name.bias': weights.b_out,
  };
  for (const direction of ['forward', 'backward'] as const) {
    arrays[`layer1.${direction}.kernel`] = keras[direction].kernel;
    arrays[`layer1.${direction}.recurrentKernel`] = keras[direction].recurrent_kernel;
    arrays[`layer1.${direction}.bias`] = keras[direction].bias;
  }
  const given = Object.entries(arrays).map(([name, array]) => {
    const { shape } = fresh[name]!;
    return [name, { shape, data: Float32Array.from((array as (number | number[])[]).flat()) }] as const;
  });
  return { ...fresh, ...Object.fromEntries(given) };
}

/** The ingredient tagger's network against the reference's values and gradients, for one engine. */
export function ingredientTaggerGolden(name: TensorEngine['name']): void {
  describe(`the ingredient tagger against the golden values on ${name}`, () => {
    let engine: TensorEngine | string = '';
    beforeAll(async () => {
      engine = await openForTest(name);
    });
    const given = (ctx: { skip(reason: string): never }): { tf: Tf; tagger: TaggerPart } => {
      if (typeof engine === 'string') ctx.skip(engine);
      return { tf: engine.tf, tagger: readNetworkFile()?.tagger ?? ctx.skip(`no ${NETWORK_FILE}`) };
    };

    it('gives the logits of every real token, the loss and its gradients', (ctx) => {
      const { tf, tagger } = given(ctx);
      const { tokens, lengths, labels, logits, probabilities, loss, grad } = tagger;
      const variables = variablesOf(tf, weightsOf(tagger));
      const network = new IngredientTaggerNetwork(tf, variables, 1);
      const line = (i: number): Tensor => {
        const rows = Int32Array.from(tokens[i]!.slice(0, lengths[i]));
        return tf.reshape(network.run({ rows, shape: [rows.length, 1, 1] }).names, [rows.length]); // [T]
      };
      const found = lengths.map((_, i) => tf.tidy(() => line(i)));
      for (const [i, length] of lengths.entries()) {
        expectClose(found[i]!.dataSync(), logits[i]!.slice(0, length));
        expectClose(tf.sigmoid(found[i]!).dataSync(), probabilities[i]!.slice(0, length));
      }
      const crossEntropy = (): Scalar => {
        const sums = lengths.map((length, i) => {
          const x = line(i);
          const label = tf.tensor1d(labels[i]!.slice(0, length));
          return tf.sum<Scalar>(tf.sub(tf.softplus(x), tf.mul(x, label))); // -log of the label's probability
        });
        const real = lengths.reduce((sum, length) => sum + length, 0);
        return tf.div(tf.addN(sums), real);
      };
      const moved = Object.entries(variables).filter(([key]) => !key.startsWith('line.'));
      const { value, grads } = tf.variableGrads(
        crossEntropy,
        moved.map(([, variable]) => variable),
      );
      expectClose(value.dataSync(), [loss]);
      const gradientOf = (key: string): Tensor => grads[variables[key]!.name]!;
      expectGradient(gradientOf('embedding.table'), grad.embedding.flat());
      expectGradient(gradientOf('name.kernel'), grad.w_out.flat());
      expectGradient(gradientOf('name.bias'), grad.b_out);
      for (const direction of ['forward', 'backward'] as const) {
        const { w_ih, w_hh, b_ih } = grad[direction];
        expectGradient(gradientOf(`layer1.${direction}.kernel`), transposed(w_ih).flat());
        expectGradient(gradientOf(`layer1.${direction}.recurrentKernel`), transposed(w_hh).flat());
        expectGradient(gradientOf(`layer1.${direction}.bias`), b_ih);
      }
    });
  });
}
