import { rowOf } from '@seje/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureSet } from './data/feature-set.js';
import { readFeatureSet } from './data/read-feature-set.js';
import type { SentencePrecision } from './data/sentences/sentence-precision.js';
import { type PairFeatures, writeFeatureSet } from './data/write-feature-set.js';
import { evaluateModel } from './evaluator.js';
import { experimentOf } from './experiment.js';
import { learnableFeatures } from './learnable-features.fixture.js';
import { JointEmbedding } from './networks/joint-embedding.js';
import { openTensorEngine } from './tensor-engine/open-tensor-engine.js';
import type { TensorEngine } from './tensor-engine/tensor-engine.js';
import { train } from './trainer.js';

const dimensions = { term: 16, sentences: 8, photos: 24 };
const features = learnableFeatures({
  pairs: { train: 96, val: 40, test: 60 },
  termDimension: dimensions.term,
  sentenceDimension: dimensions.sentences,
  photoDimension: dimensions.photos,
  maxSentences: 5,
});
const experiment = experimentOf({
  name: 'test',
  network: { jointDimension: 32, sentenceHidden: 16, termHidden: 24 },
  training: { batchSize: 32, learningRate: 3e-3, maxEpochs: 12, patience: 40, validationBag: 40 },
});

function* pairsOf({ rows, term, sentences, photos }: FeatureSet): Generator<PairFeatures> {
  for (const { id, partition, category, ...row } of rows)
    yield {
      id,
      partition,
      category,
      term: rowOf(term, row.termRow),
      sentences: sentences.read(row.sentenceStart, row.sentenceCount),
      photos: row.photoRows.map((photo) => rowOf(photos, photo)),
    };
}

describe('training with sentences as float16', () => {
  let engine: TensorEngine;
  let folder: string;
  beforeAll(async () => {
    engine = await openTensorEngine('wasm');
    folder = await mkdtemp(join(tmpdir(), 'seje-precision-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function trained(sentences: SentencePrecision) {
    const at = join(folder, sentences);
    // 30 rows a shard: a batch reads from many, and recipes lie across their ends
    const options = { dimensions, categoryCount: 1, sentences, rowsPerShard: 30 };
    await writeFeatureSet(join(at, 'features'), pairsOf(features), options);
    const featureSet = await readFeatureSet(join(at, 'features'));
    const result = await train(featureSet, experiment, { engine, directory: join(at, 'training') });
    const model = new JointEmbedding(engine.tf, result, experiment.network);
    const report = await evaluateModel(engine.tf, model, { featureSet, partition: 'test', experiment });
    model.dispose();
    featureSet.sentences.close();
    return { result, report: report! };
  }

  it('ends with the ranks of a training with float32', async () => {
    const whole = await trained('float32');
    const halves = await trained('float16');
    expect(whole.report.imageToRecipe.medianRank).toBeLessThan(5); // it has learned: chance is 30.5
    expect(halves.result).not.toEqual(whole.result);
    for (const direction of ['imageToRecipe', 'recipeToImage'] as const) {
      const [a, b] = [whole.report[direction], halves.report[direction]];
      expect(Math.abs(a.medianRank - b.medianRank)).toBeLessThanOrEqual(0.5);
      for (const share of ['recallAt1', 'recallAt5', 'recallAt10'] as const)
        expect(Math.abs(a[share] - b[share])).toBeLessThanOrEqual(0.05); // 3 of the 60 test pairs
    }
  });
});
