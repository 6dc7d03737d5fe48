import { Random } from '@seje/core';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CHECKPOINT_FILE } from './checkpoint.js';
import { epochBatches } from './data/batch-sampler.js';
import { rowsOfPartition } from './data/feature-set.js';
import { type Experiment, readExperiment } from './experiment.js';
import { isUsable } from './joint-step.js';
import { learnableFeatures } from './learnable-features.fixture.js';
import { Learner } from './learner.js';
import { decodeSafetensors } from './networks/safetensors.js';
import { openTensorEngine } from './tensor-engine/open-tensor-engine.js';
import type { TensorEngine } from './tensor-engine/tensor-engine.js';
import { trainStep } from './train-step.js';
import { train } from './trainer.js';

const DIRECTORY = join(import.meta.dirname, '..', 'experiments');
const CATEGORY = ['imageCategory', 'recipeCategory'];
const PRESETS = [
  { name: 'jesr', terms: ['cosine', ...CATEGORY], discriminates: false },
  { name: 'adamine', terms: ['instanceTriplet', 'semanticTriplet'], discriminates: false },
  { name: 'acme', terms: ['instanceTriplet', ...CATEGORY, 'modality'], discriminates: true },
  { name: 'msje', terms: ['instanceTriplet', 'modality'], discriminates: true },
  { name: 'seje-released', terms: ['instanceTriplet', ...CATEGORY, 'modality'], discriminates: true },
  { name: 'seje', terms: ['instanceTriplet', 'classTriplet', ...CATEGORY, 'modality'], discriminates: true },
];

const features = learnableFeatures({
  pairs: { train: 96, val: 40, test: 0 },
  termDimension: 16,
  sentenceDimension: 8,
  photoDimension: 24,
  maxSentences: 4,
  categories: 6,
});

/** The preset's loss on a network of a test's size. */
async function small(name: string): Promise<Experiment> {
  const { network, training, loss, ...preset } = await readExperiment(join(DIRECTORY, `${name}.json`));
  return {
    ...preset,
    network: { ...network, jointDimension: 32, sentenceHidden: 16, termHidden: 24 },
    loss: { ...loss, discriminator: { ...loss.discriminator, hidden: [24, 12] } },
    training: { ...training, batchSize: 16, learningRate: 3e-3, maxEpochs: 2, validationBag: 40 },
  };
}

interface LogLine {
  loss: number;
  terms: Record<string, number>;
  discriminator?: Record<string, number>;
}

describe.for(PRESETS)('the preset $name', ({ name, terms, discriminates }) => {
  let engine: TensorEngine;
  beforeAll(async () => {
    engine = await openTensorEngine('wasm');
  });

  it('trains, names every term, and goes on bit for bit where it was stopped', async () => {
    const directory = await mkdtemp(join(tmpdir(), `seje-${name}-`));
    onTestFinished(() => rm(directory, { recursive: true }));
    const experiment = await small(name);
    const [whole, parted] = [join(directory, 'whole'), join(directory, 'parted')];
    const expected = await train(features, experiment, { engine, directory: whole });
    const stop = new AbortController();
    await train(features, experiment, {
      engine,
      directory: parted,
      signal: stop.signal,
      onProgress: ({ done }) => done === 8 && stop.abort(),
    });
    expect(await train(features, experiment, { engine, directory: parted, resume: true })).toEqual(expected);

    const log = (await readFile(join(whole, 'train.jsonl'), 'utf8')).trimEnd().split('\n');
    const steps = log.map((text) => JSON.parse(text) as LogLine).filter((line) => 'loss' in line);
    expect(steps).toHaveLength(12);
    for (const line of steps) {
      expect(Object.keys(line.terms)).toEqual(terms);
      const sum = Object.values(line.terms).reduce((total, term) => total + term, 0);
      expect(line.loss).toBeCloseTo(sum, 4);
      const figures = [...Object.values(line.terms), ...Object.values(line.discriminator ?? {})];
      for (const figure of figures) expect(figure).toEqual(expect.any(Number)); // JSON has null for NaN
      expect(line.discriminator !== undefined).toBe(discriminates);
    }
    // the networks and both optimisers, in the end
    const arraysOf = async (run: string) => {
      const path = join(run, CHECKPOINT_FILE);
      return decodeSafetensors(await readFile(path), path).arrays;
    };
    const arrays = await arraysOf(whole);
    expect(Object.keys(arrays).some((key) => key.startsWith('discriminatorAdam.'))).toBe(discriminates);
    expect(await arraysOf(parted)).toEqual(arrays);
  });

  it('lowers its loss, and leaves no tensor behind over 100 steps', async () => {
    const { tf } = engine;
    const before = tf.memory();
    const experiment = await small(name);
    const { seed, loss } = experiment;
    const learner = new Learner(tf, { featureSet: features, experiment });
    const held = tf.memory();
    const settings = { seed, batchSize: 16, maxPhotos: 5, instructionDropout: 0.2 };
    const batches = epochBatches(rowsOfPartition(features, 'train'), 0, settings);
    const totals: number[] = [];
    for (let step = 0; step < 100; step++) {
      const random = Random.derived(seed, `step ${step}`);
      const parts = { tf, learner, featureSet: features, loss, random };
      const outcome = trainStep(parts, batches[step % batches.length]!, 1e-3);
      expect(isUsable(outcome)).toBe(true);
      totals.push(outcome.total);
    }
    expect(tf.memory()).toMatchObject({ numTensors: held.numTensors, numBytes: held.numBytes });
    const mean = (some: number[]) => some.reduce((sum, x) => sum + x, 0) / some.length;
    expect(mean(totals.slice(-12))).toBeLessThan(0.8 * mean(totals.slice(0, 12)));
    learner.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });
});

describe('a loss of categories', () => {
  it('is refused where the recipes have none', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'seje-categories-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const rows = features.rows.map((row) => ({ ...row, category: 0 }));
    const engine = await openTensorEngine('wasm');
    const training = train({ ...features, rows }, await small('seje'), { engine, directory });
    await expect(training).rejects.toMatchObject({ code: 'DATA_EMPTY' });
    await expect(training).rejects.toThrow(/categories\.dishNames/);
  });
});
