import { beforeAll, describe, expect, it } from 'vitest';
import { embeddingModelOf } from '../embedding-model-of.js';
import { evaluateModel } from '../evaluator.js';
import { experimentOf } from '../experiment.js';
import { learnableFeatures } from '../learnable-features.fixture.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { fitExperiment } from './fit-experiment.js';
import { RIDGE_LAMBDAS, linearSettingsSchema } from './linear-settings.js';

const widths = { termDimension: 16, sentenceDimension: 8, photoDimension: 24, maxSentences: 4 };
const features = learnableFeatures({ pairs: { train: 200, val: 40, test: 60 }, ...widths });
const METHODS = (['ridge', 'cca'] as const).flatMap((name) =>
  [false, true].map((sentences) => ({ name, sentences })),
);

let engine: TensorEngine;
beforeAll(async () => {
  engine = await openTensorEngine('wasm');
});

describe.for(METHODS)('$name, sentences $sentences', (settings) => {
  const method = linearSettingsSchema.parse(settings);
  const experiment = experimentOf({ name: 'linear', method, evaluation: { bagSize: 60, bags: 1 } });
  const fitted = (shufflePairs: boolean) => {
    const { training } = experiment;
    const asked = { ...experiment, training: { ...training, shufflePairs } };
    return fitExperiment(features, asked, { method });
  };
  const evaluated = async (shufflePairs: boolean) => {
    const model = embeddingModelOf(engine.tf, (await fitted(shufflePairs)).weights, experiment);
    const report = await evaluateModel(engine.tf, model, {
      featureSet: features,
      partition: 'test',
      experiment,
    });
    model.dispose();
    return report!;
  };

  it('finds the right item in both directions where photos follow the recipes', async () => {
    const { imageToRecipe, recipeToImage } = await evaluated(false);
    for (const { medianRank, recallAt10 } of [imageToRecipe, recipeToImage]) {
      expect(medianRank).toBeLessThan(3);
      expect(recallAt10).toBeGreaterThan(0.8);
    }
  });

  it('ends near chance where train pairs are shuffled', async () => {
    const { imageToRecipe, recipeToImage } = await evaluated(true);
    for (const { medianRank } of [imageToRecipe, recipeToImage]) expect(medianRank).toBeGreaterThan(15);
  });

  it('is the same each time, chosen among what was given', async () => {
    const { weights, chosen } = await fitted(false);
    expect(await fitted(false)).toEqual({ weights, chosen });
    expect(RIDGE_LAMBDAS).toContain(chosen.lambda);
    expect([0, 1, 2, 4].includes(chosen.power ?? NaN)).toBe(settings.name === 'cca');
    expect(chosen.validationScore).toBeGreaterThan(0.4);
    expect(weights.recipe['kernel']!.shape[0]).toBe(settings.sentences ? 24 : 16);
  });
});
