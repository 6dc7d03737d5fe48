import { Random } from '@seje/core';
import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { wassersteinAlignment } from '../losses/discriminator/wasserstein-alignment.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { ModalityDiscriminator, initialDiscriminatorWeights } from './modality-discriminator.js';
import { variablesOf } from './variables.js';

const SHAPE = { jointDimension: 6, hidden: [5, 4] as const };

describe('ModalityDiscriminator', async () => {
  const { tf } = await openTensorEngine('wasm');
  const random = Random.fromSeed(7);
  const rows = (count: number, width: number): Tensor2D =>
    tf.tensor2d(
      Array.from({ length: count * width }, () => random.normal()),
      [count, width],
    );
  const discriminator = new ModalityDiscriminator(
    tf,
    variablesOf(tf, initialDiscriminatorWeights(SHAPE, random)),
  );

  it("gives the scores and the engine's own gradient of them", () => {
    const x = rows(8, SHAPE.jointDimension);
    const { scores, slopes } = discriminator.scored(x);
    expect([...scores.dataSync()]).toEqual([...discriminator.scores(x).dataSync()]);
    const gradient = tf
      .grad((at: Tensor) => tf.sum(discriminator.scores(at as Tensor2D)))(x)
      .dataSync();
    for (const [i, slope] of slopes.dataSync().entries()) expect(slope).toBeCloseTo(gradient[i]!, 5);
  });

  it('has a gradient penalty whose gradient is that of central differences', () => {
    const batch = { images: rows(8, 6), recipes: rows(8, 6), shares: tf.abs(rows(8, 1)) };
    const penalty = () => wassersteinAlignment.discriminatorTerms(tf, discriminator, batch).gradientPenalty;
    const kernels = ['first.kernel', 'second.kernel', 'score.kernel'].map(
      (name) => discriminator.weights[name] as Variable,
    );
    const { grads } = tf.variableGrads(penalty, kernels);
    const step = 1e-2; // float32: the penalty is smooth, its digits are few
    for (const kernel of kernels) {
      const gradient = grads[kernel.name]!.dataSync();
      const weights = (kernel.dataSync() as Float32Array).slice();
      const at = (i: number, by: number): number => {
        const moved = weights.slice();
        moved[i]! += by;
        kernel.assign(tf.tensor(moved, kernel.shape));
        return penalty().dataSync()[0]!;
      };
      for (const i of weights.keys())
        expect((at(i, step) - at(i, -step)) / (2 * step), `${kernel.name} ${i}`).toBeCloseTo(gradient[i]!, 2);
      kernel.assign(tf.tensor(weights, kernel.shape));
    }
  });
});
