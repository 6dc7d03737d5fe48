import { Random } from '@seje/core';
import { fitExperiment } from './baselines/fit-experiment.js';
import { type LinearSettings, linearSettingsSchema } from './baselines/linear-settings.js';
import { embeddingModelOf } from './embedding-model-of.js';
import { experimentOf } from './experiment.js';
import { describeEmbeddingModel } from './networks/embedding-model.contract.js';
import { initialWeights } from './networks/joint-embedding.js';

const network = { jointDimension: 8, sentenceHidden: 6, termHidden: 7 };

describeEmbeddingModel('of networks', async ({ tf }, featureSet) => {
  const experiment = experimentOf({ name: 'networks', network });
  const weights = initialWeights(featureSet, experiment.network, Random.fromSeed(1));
  return Promise.resolve(embeddingModelOf(tf, weights, experiment));
});

const linear = (method: LinearSettings) =>
  describeEmbeddingModel(`of ${method.name}, sentences ${method.sentences}`, async ({ tf }, featureSet) => {
    const experiment = experimentOf({ name: 'linear', method });
    const { weights } = await fitExperiment(featureSet, experiment, { method });
    return embeddingModelOf(tf, weights, experiment);
  });

linear(linearSettingsSchema.parse({ name: 'ridge' }));
linear(linearSettingsSchema.parse({ name: 'cca', sentences: true }));
