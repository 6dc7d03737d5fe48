import { type Matrix, matrixFromRows, matrixOf } from '@seje/core';
import type { Tensor2D } from '@tensorflow/tfjs';
import { recipeInputs } from '../data/batch-tensors.js';
import type { FeatureRow, FeatureSet } from '../data/feature-set.js';
import { ImageEncoder } from '../networks/image-encoder.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { type NetworkSettings, RecipeEncoder } from '../networks/recipe-encoder.js';
import { dispose, variablesOf } from '../networks/variables.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import type { TrainedEncoders } from './parity.js';
import type { ParitySamples } from './parity-samples.js';

/** The trained networks themselves in inference mode, on the engine that trained them. */
export function trainedEncoders(
  tf: Tf,
  weights: { readonly recipe: NamedWeights; readonly image: NamedWeights },
  settings: NetworkSettings,
): TrainedEncoders {
  const run = async (
    named: NamedWeights,
    encode: (variables: ReturnType<typeof variablesOf>) => Tensor2D,
  ): Promise<Matrix> => {
    const variables = variablesOf(tf, named);
    const embedding = tf.tidy(() => encode(variables)); // [B, E]
    const [rows, columns] = embedding.shape;
    const data = await embedding.data<'float32'>();
    embedding.dispose();
    dispose(variables);
    return { rows, columns, data };
  };
  return {
    recipes: (features) => {
      const set = asFeatureSet(features);
      return run(weights.recipe, (variables) =>
        new RecipeEncoder(tf, variables, settings).encode(recipeInputs(tf, set, set.rows), 'infer'),
      );
    },
    images: ({ rows, columns, data }) =>
      run(weights.image, (variables) =>
        new ImageEncoder(tf, variables, settings).encode(
          { feature: tf.tensor2d(data, [rows, columns]) },
          'infer',
        ),
      ),
  };
}

/** Samples as the rows that a batch of training is made from. */
function asFeatureSet(recipes: ParitySamples['recipes']): FeatureSet {
  const rows: FeatureRow[] = [];
  let sentenceStart = 0;
  for (const [i, { sentenceCount }] of recipes.entries()) {
    rows.push({
      id: `${i}`,
      partition: 'test',
      termRow: i,
      sentenceStart,
      sentenceCount,
      photoRows: [],
    });
    sentenceStart += sentenceCount;
  }
  const width = recipes[0]!.sentences.length / recipes[0]!.sentenceCount;
  const sentences = matrixOf(sentenceStart, width);
  for (const [i, { sentences: data }] of recipes.entries())
    sentences.data.set(data, rows[i]!.sentenceStart * width);
  return {
    rows,
    term: matrixFromRows(recipes.map(({ term }) => term)),
    sentences,
    photos: matrixOf(0, 0),
    fingerprint: '',
  };
}
