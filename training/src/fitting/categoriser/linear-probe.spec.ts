import { createOnnxSession } from '@seje/artifacts';
import { type Matrix, Random, matrixOf, noProgress, rowOf } from '@seje/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { standardiserOf } from '../../baselines/standardiser.js';
import { categoriserOnnx } from '../../export/categoriser-onnx.js';
import type { Tf } from '../../tensor-engine/tensor-engine.js';
import { openTensorEngine } from '../../tensor-engine/open-tensor-engine.js';
import type { LabelledFeatures } from './labelled-features.js';
import { PROBE_DEFAULTS, fitLinearProbe } from './linear-probe.js';
import { foldedStandardiser } from './probe-weights.js';
import { SoftmaxRegression } from './softmax-regression.js';
import { topShare } from './top-share.js';

const CLASSES = 5;
const WIDTH = 20;
const settings = { ...PROBE_DEFAULTS, learningRate: 0.02, seed: 1 };

let tf: Tf;
beforeAll(async () => {
  ({ tf } = await openTensorEngine('wasm'));
});

/** Classes around centres of their own, in columns of very different scale; the last column never changes. */
function clusters(photos: number, noise: number, seed = 1): LabelledFeatures {
  const centres = Random.fromSeed(9);
  const centre = Array.from({ length: CLASSES * WIDTH }, () => centres.normal());
  const random = Random.fromSeed(seed);
  const features = matrixOf(photos, WIDTH);
  const labels = Array.from({ length: photos }, (_, i) => i % CLASSES);
  for (const [i, label] of labels.entries()) {
    for (let j = 0; j < WIDTH; j++) {
      const x = centre[label * WIDTH + j]! + noise * random.normal();
      features.data[i * WIDTH + j] = j === WIDTH - 1 ? 7 : 10 ** (j % 4) * x + 100;
    }
  }
  return { features, labels };
}

const fit = (data: LabelledFeatures) =>
  fitLinearProbe(data, CLASSES, { tf, settings, onProgress: noProgress });

describe('fitLinearProbe', () => {
  it('learns separable classes and names photos that it has not seen', () => {
    const probe = fit(clusters(200, 0.3));
    const unseen = clusters(100, 0.3, 2);
    expect(topShare(probe.probabilitiesOf(unseen.features), unseen.labels, 1)).toBeGreaterThan(0.97);
    expect(probe.validationPhotos).toBe(20);
    expect(probe.trials.map(({ l2 }) => l2)).toEqual(settings.strengths);
    expect(probe.chosen.loss).toBe(Math.min(...probe.trials.map(({ loss }) => loss)));
    probe.dispose();
  });

  it('ends at chance where labels are random, and gives the same weights for the same seed', () => {
    const data = clusters(200, 0.3);
    const shuffled = { ...data, labels: Random.fromSeed(5).shuffled(data.labels) };
    const [one, other] = [fit(shuffled), fit(shuffled)];
    expect(one.weights).toEqual(other.weights);
    const unseen = clusters(500, 0.3, 2);
    expect(topShare(one.probabilitiesOf(unseen.features), unseen.labels, 1)).toBeLessThan(0.45);
    one.dispose();
    other.dispose();
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    fit(clusters(50, 0.3)).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is exported with its standardisation folded in', async () => {
    const probe = fit(clusters(200, 1));
    const bytes = categoriserOnnx(probe.weights, { featureDimension: WIDTH, labels: CLASSES });
    const session = await createOnnxSession(bytes, { provider: 'cpu' });
    const { features } = clusters(30, 1, 3);
    const { probabilities } = await session.run({ feature: { dims: [30, WIDTH], data: features.data } });
    const trained = probe.probabilitiesOf(features);
    for (const [i, p] of trained.data.entries()) {
      expect(Math.abs(p - Number(probabilities!.data[i]))).toBeLessThan(1e-5);
    }
    await session.release();
    probe.dispose();
  });

  it('refuses photos that it cannot part', () => {
    const { features } = clusters(2, 1);
    const few = { features, labels: [0, 1] };
    expect(() => fit(few)).toThrow(expect.objectContaining({ code: 'DATA_EMPTY' }));
    expect(() => fit({ features, labels: [0, 0] })).toThrow(/2 photos of 1 classes/);
  });
});

describe('SoftmaxRegression', () => {
  it('takes the step of Adam on the loss that it states, by the engine’s own gradients', () => {
    // 33: with as many photos of each class the bias has no gradient at first, and Adam would scale rounding up
    const photos = 33;
    const { features, labels } = clusters(photos, 1);
    const l2 = 0.1;
    const model = new SoftmaxRegression(tf, standardiserOf(features), {
      featureDimension: WIDTH,
      labels: CLASSES,
      l2,
      learningRate: 0.01,
    });
    const rows = [...labels.keys()];
    for (let step = 0; step < 3; step++) model.step(features, labels, rows);

    const { mean, scale } = standardiserOf(features);
    const z = features.data.map((x, i) => {
      const column = i % WIDTH;
      return column === WIDTH - 1 ? 0 : (x - mean[column]!) / scale[column]!;
    });
    const oracle = tf.tidy(() => {
      const kernel = tf.variable(tf.zeros([WIDTH, CLASSES]));
      const bias = tf.variable(tf.zeros([CLASSES]));
      const optimizer = tf.train.adam(0.01, 0.9, 0.999, 1e-8);
      for (let step = 0; step < 3; step++) {
        optimizer.minimize(() => {
          const logits = tf.add(tf.matMul(tf.tensor2d(z, [photos, WIDTH]), kernel as never), bias);
          const entropy = tf.losses.softmaxCrossEntropy(tf.oneHot(labels as number[], CLASSES), logits);
          return tf.add(entropy, tf.mul(tf.sum(tf.square(kernel)), l2 / 2));
        });
      }
      return { kernel: kernel.dataSync().slice(), bias: bias.dataSync().slice() };
    });
    for (const name of ['kernel', 'bias'] as const) {
      const found = model.namedWeights()[name]!.data;
      for (const [i, x] of oracle[name].entries()) expect(Math.abs(found[i]! - x)).toBeLessThan(1e-4);
    }
    model.dispose();
  });
});

describe('foldedStandardiser', () => {
  it('gives on the features what the weights give on standardised ones', () => {
    const { features } = clusters(10, 1);
    const { mean, scale } = standardiserOf(features);
    const random = Random.fromSeed(2);
    const noise = (shape: number[], size: number) => ({
      shape,
      data: Float32Array.from({ length: size }, () => random.normal()),
    });
    const weights = { kernel: noise([WIDTH, CLASSES], WIDTH * CLASSES), bias: noise([CLASSES], CLASSES) };
    const folded = foldedStandardiser(weights, { mean, scale });
    const logit = (row: Matrix['data'], w: typeof weights, c: number): number =>
      row.reduce((sum, x, j) => sum + x * w.kernel.data[j * CLASSES + c]!, w.bias.data[c]!);
    for (let i = 0; i < features.rows; i++) {
      const x = rowOf(features, i);
      const z = x.map((value, j) => (j === WIDTH - 1 ? 0 : (value - mean[j]!) / scale[j]!));
      for (let c = 0; c < CLASSES; c++) {
        expect(logit(x, folded as typeof weights, c)).toBeCloseTo(logit(z, weights, c), 2);
      }
    }
  });
});
