import { Random } from '@seje/core';
import { evaluateRetrieval } from '@seje/retrieval';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { epochBatches, firstPhotoPairs } from './data/batch-sampler.js';
import { type FeatureSet, rowsOfPartition } from './data/feature-set.js';
import { type Experiment, experimentOf } from './experiment.js';
import { learnableFeatures } from './learnable-features.fixture.js';
import { Learner } from './learner.js';
import { JointEmbedding } from './networks/joint-embedding.js';
import { openTensorEngine } from './tensor-engine/open-tensor-engine.js';
import type { TensorEngine } from './tensor-engine/tensor-engine.js';
import { trainStep } from './train-step.js';
import { type TrainingResult, train } from './trainer.js';

const features = learnableFeatures({
  pairs: { train: 96, val: 40, test: 60 },
  termDimension: 16,
  sentenceDimension: 8,
  photoDimension: 24,
  maxSentences: 5,
});

function experiment(training: Partial<Experiment['training']> = {}): Experiment {
  return experimentOf({
    name: 'test',
    network: { jointDimension: 32, sentenceHidden: 16, termHidden: 24 },
    training: {
      batchSize: 32,
      learningRate: 3e-3,
      maxEpochs: 3,
      patience: 40,
      validationBag: 40,
      ...training,
    },
  });
}

describe('train', () => {
  let engine: TensorEngine;
  let directory: string;
  beforeAll(async () => {
    engine = await openTensorEngine('wasm');
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'seje-train-'));
    return () => rm(directory, { recursive: true });
  });

  async function recallAt1(
    result: TrainingResult,
    of: { set: FeatureSet; partition: 'train' | 'test' },
    { network } = experiment(),
  ) {
    const model = new JointEmbedding(engine.tf, result, network);
    const pairs = firstPhotoPairs(rowsOfPartition(of.set, of.partition));
    const images = model.embedPhotos(
      of.set,
      pairs.map((pair) => pair.photoRow),
    );
    const recipes = model.embedRecipes(
      of.set,
      pairs.map((pair) => pair.row),
    );
    model.dispose();
    const report = await evaluateRetrieval({ images, recipes }, { bagSize: pairs.length, bags: 1, seed: 1 });
    return report.imageToRecipe;
  }

  it('fits its train pairs and ranks pairs that it has not seen', async () => {
    const result = await train(features, experiment({ maxEpochs: 40 }), { engine, directory });
    expect((await recallAt1(result, { set: features, partition: 'train' })).recallAt1).toBeGreaterThanOrEqual(
      0.95,
    );
    expect((await recallAt1(result, { set: features, partition: 'test' })).medianRank).toBeLessThanOrEqual(2);
    expect(result.history).toHaveLength(40);
    expect(result.bestEpoch).toBeGreaterThan(1);
  });

  it('learns from the terms alone', async () => {
    const whole = experiment({ maxEpochs: 25 });
    const termsOnly = { ...whole, network: { ...whole.network, sentences: false } };
    const result = await train(features, termsOnly, { engine, directory });
    expect(Object.keys(result.recipe)).not.toContain('lstm.kernel');
    const pairs = { set: features, partition: 'test' } as const;
    expect((await recallAt1(result, pairs, termsOnly)).medianRank).toBeLessThanOrEqual(4);
  });

  it('ends at chance on true test pairs when photos and recipes are shuffled', async () => {
    const result = await train(features, experiment({ maxEpochs: 25, shufflePairs: true }), {
      engine,
      directory,
    });
    const { medianRank } = await recallAt1(result, { set: features, partition: 'test' });
    expect(medianRank).toBeGreaterThan(18); // chance is 30.5 of 60
    expect(medianRank).toBeLessThan(43);
  });

  it('gives the numbers of an uninterrupted run when it is stopped and resumed, bit for bit', async () => {
    const whole = await train(features, experiment(), { engine, directory: join(directory, 'whole') });
    const stopped = join(directory, 'stopped');
    let steps = 0;
    for (const stopAfter of [2, 5]) {
      const stop = new AbortController();
      const partly = await train(features, experiment(), {
        engine,
        directory: stopped,
        resume: steps > 0,
        signal: stop.signal,
        onProgress: ({ done }) => {
          steps = done;
          if (done === stopAfter) stop.abort();
        },
      });
      expect(partly.ended).toBe('interrupted');
      expect(steps).toBe(stopAfter);
    }
    const resumed = await train(features, experiment(), { engine, directory: stopped, resume: true });
    expect(resumed).toEqual(whole);
  });

  it('writes a line a step that names the engine, and one a validation', async () => {
    await train(features, experiment({ maxEpochs: 2 }), { engine, directory });
    const lines = (await readFile(join(directory, 'train.jsonl'), 'utf8')).trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries[0]).toMatchObject({ event: 'start', engine: 'wasm' });
    expect(entries.at(-1)).toMatchObject({ event: 'end', how: 'maxEpochs', step: 6 });
    const steps = entries.filter((entry) => 'loss' in entry);
    expect(steps).toHaveLength(2 * 3);
    expect(steps[5]).toMatchObject({ step: 6, epoch: 2, engine: 'wasm', learningRate: 3e-3 });
    expect(steps[5]!['terms']).toEqual({ instanceTriplet: steps[5]!['loss'] });
    const shares = steps.map(({ mining }) => (mining as Record<string, number>)['activeShare']!);
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
    expect(steps[0]!['embedding']).toMatchObject({ imageNorm: expect.any(Number) as number });
    const validations = entries.filter(({ event }) => event === 'validation');
    expect(validations.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 3],
      [2, 6],
    ]);
    expect(validations[1]!['validation']).toHaveProperty('recallAt10');
  });

  it('refuses a checkpoint of another experiment or feature set, a damaged one and a missing one', async () => {
    const resume = (set: FeatureSet, training = {}) =>
      train(set, experiment({ maxEpochs: 1, ...training }), { engine, directory, resume: true });
    await expect(resume(features)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await train(features, experiment({ maxEpochs: 1 }), { engine, directory });
    await expect(resume(features, { learningRate: 1 })).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
    });
    await expect(resume({ ...features, fingerprint: 'x' })).rejects.toThrow(/another feature set/);
    const path = join(directory, 'checkpoint.safetensors');
    const content = await readFile(path);
    content[content.length - 100]! ^= 1;
    await writeFile(path, content);
    await expect(resume(features)).rejects.toMatchObject({ code: 'CHECKPOINT_INVALID' });
    await writeFile(path, content.subarray(0, 5000));
    await expect(resume(features)).rejects.toMatchObject({ code: 'CHECKPOINT_INVALID' });
  });

  it('names step and recipes when the loss is no longer a number', async () => {
    const photos = { ...features.photos, data: features.photos.data.map((x) => x * 1e30) };
    const failing = train({ ...features, photos }, experiment(), { engine, directory });
    await expect(failing).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    await expect(failing).rejects.toThrow(
      /Step 1 .*gradient of image\.joint\.kernel went bad first.*train-\d+/,
    );
    const record = JSON.parse(await readFile(join(directory, 'run.json'), 'utf8')) as object;
    expect(record).toMatchObject({ sessions: [{ end: { how: 'failed' } }] });
  });

  it('names the recipes whose features are no numbers', async () => {
    const { termRow } = features.rows.find(({ id }) => id === 'train-7')!;
    const term = { ...features.term, data: features.term.data.slice() };
    term.data[termRow * term.columns] = NaN;
    const failing = train({ ...features, term }, experiment(), { engine, directory });
    await expect(failing).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    await expect(failing).rejects.toThrow(/recipe embeddings went bad first/);
    await expect(failing).rejects.toThrow(/features that are no numbers in train-7\. .*preprocess/);
  });

  it('wants two pairs to train on and two to validate with', async () => {
    const rows = features.rows.filter(({ partition }) => partition !== 'val');
    await expect(train({ ...features, rows }, experiment(), { engine, directory })).rejects.toThrow(
      /val partition/,
    );
  });

  it('leaves no tensor behind', async () => {
    const { tf } = engine;
    const before = tf.memory().numTensors;
    await train(features, experiment({ maxEpochs: 1 }), { engine, directory });
    expect(tf.memory().numTensors).toBe(before);

    const learner = new Learner(tf, { featureSet: features, experiment: experiment() });
    const { loss } = experiment();
    const settings = { seed: 1, batchSize: 32, maxPhotos: 5, instructionDropout: 0.5 };
    const [batch] = epochBatches(rowsOfPartition(features, 'train'), 0, settings);
    const held = tf.memory();
    const parts = { tf, learner, featureSet: features, loss, random: Random.fromSeed(1) };
    for (let i = 0; i < 20; i++) trainStep(parts, batch!, 1e-3);
    expect(tf.memory().numTensors).toBe(held.numTensors);
    expect(tf.memory().numBytes).toBe(held.numBytes);
    learner.dispose();
  });
});
