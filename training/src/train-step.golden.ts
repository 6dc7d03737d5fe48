import { Random } from '@seje/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { epochBatches } from './data/batch-sampler.js';
import { rowsOfPartition } from './data/feature-set.js';
import { experimentOf } from './experiment.js';
import { learnableFeatures } from './learnable-features.fixture.js';
import { Learner } from './learner.js';
import { openForTest } from './tensor-engine/open-for-test.js';
import type { EngineName, TensorEngine } from './tensor-engine/tensor-engine.js';
import { trainStep } from './train-step.js';

const STEPS = 1000;
/** Seconds on a free core; a busy machine takes its time. */
const TIMEOUT_MS = 600_000;
const featureSet = learnableFeatures({
  pairs: { train: 8, val: 1, test: 1 },
  termDimension: 3,
  sentenceDimension: 3,
  photoDimension: 3,
  maxSentences: 2,
  categories: 3,
});
const experiment = experimentOf({
  name: 'memory',
  network: { jointDimension: 4, sentenceHidden: 3, termHidden: 3 },
  loss: {
    negatives: 'double',
    category: { weight: 0.005 },
    discriminator: { weight: 0.005, hidden: [3, 2] },
  },
  training: { batchSize: 4 },
});

/** What a training step keeps of the engine's memory, for one engine. */
export function trainStepSuite(name: EngineName): void {
  describe(`training step on ${name}`, () => {
    let engine: TensorEngine | string = '';
    beforeAll(async () => {
      engine = await openForTest(name);
    });
    const given = (ctx: { skip(reason: string): never }): TensorEngine =>
      typeof engine === 'string' ? ctx.skip(engine) : engine;

    it(
      `leaves no tensor behind over ${STEPS} steps of the whole loss`,
      (ctx) => {
        const opened = given(ctx);
        const { tf } = opened;
        const before = held(opened);
        const learner = new Learner(tf, { featureSet, experiment });
        const settings = { ...experiment.training, seed: 1, maxPhotos: 1 };
        const batches = epochBatches(rowsOfPartition(featureSet, 'train'), 0, settings);
        const step = (i: number): number => {
          const parts = { tf, learner, featureSet, loss: experiment.loss, random: Random.fromSeed(i) };
          return trainStep(parts, batches[i % batches.length]!, 1e-3).total;
        };
        step(0);
        const afterOne = held(opened);
        let total = NaN;
        for (let i = 1; i < STEPS; i++) total = step(i);
        expect(total).toBeGreaterThan(0);
        expect(held(opened)).toEqual(afterOne);
        learner.dispose();
        expect(held(opened)).toEqual(before);
      },
      TIMEOUT_MS,
    );
  });
}

function held({ tf }: TensorEngine): { tensors: number; buffers: number; bytes: number } {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { tensors: numTensors, buffers: numDataBuffers, bytes: numBytes };
}
