// What both sides of `npm run bench -- train-step` train on, as one safetensors file.
import { writeFile } from 'node:fs/promises';
import { builtTraining } from '../built-training.mjs';

/** Batches that the steps go through in turn. */
const BATCHES = 5;
const SEED = 1;
/** Of the paper: instructions up to 20 sentences, Recipe1M's 1,048 categories, ResNet's pooled 2,048 numbers. */
const MAX_SENTENCES = 20;
const CATEGORIES = 1048;
const PHOTO_DIMENSION = 2048;
const TERM_DIMENSION = 300;
const SENTENCE_DIMENSION = 1024;

/**
 * Features of `BATCHES` batches of random numbers, one to 20 sentences a recipe; first weights; the shares of each
 * step's gradient penalty. The experiment is the preset `seje` with all widths set to `width`.
 */
export async function writeProblem(path, { width, batchSize }) {
  const { experimentOf, initialWeights, initialClassifierWeights, initialDiscriminatorWeights, ...built } =
    await builtTraining([
      'experiment.js',
      'networks/joint-embedding.js',
      'networks/category-classifier.js',
      'networks/modality-discriminator.js',
      'networks/named-weights.js',
      'networks/safetensors.js',
      '../../libs/core/src/index.js',
    ]);
  const { Random, encodeSafetensors, prefixed } = built;
  const experiment = experimentOf({
    name: 'train-step',
    seed: SEED,
    network: { jointDimension: width, sentenceHidden: width, termHidden: width },
    loss: {
      retrieval: 'soft-margin',
      negatives: 'double',
      category: { weight: 0.005 },
      discriminator: { weight: 0.005, form: 'wasserstein' },
    },
    training: { batchSize },
  });
  const random = Random.fromSeed(SEED);
  const recipes = BATCHES * batchSize;
  const lengths = Float32Array.from({ length: recipes }, () => 1 + random.int(MAX_SENTENCES));
  const normal = (rows, columns) => ({
    shape: [rows, columns],
    data: Float32Array.from({ length: rows * columns }, () => random.normal()),
  });
  const term = normal(recipes, TERM_DIMENSION);
  const photos = normal(recipes, PHOTO_DIMENSION);
  const sentences = normal(
    lengths.reduce((sum, length) => sum + length, 0),
    SENTENCE_DIMENSION,
  );
  const categories = Float32Array.from({ length: recipes }, () => random.int(CATEGORIES));
  const columns = ({ shape }) => ({ columns: shape[1] });
  const widths = { term: columns(term), sentences: columns(sentences), photos: columns(photos) };
  const encoders = initialWeights(widths, experiment.network, Random.derived(SEED, 'weights'));
  const ofJoint = { jointDimension: width };
  const classifier = initialClassifierWeights({ ...ofJoint, categories: CATEGORIES }, random);
  const { hidden } = experiment.loss.discriminator;
  const discriminator = initialDiscriminatorWeights({ ...ofJoint, hidden }, random);
  const shares = Float32Array.from({ length: recipes }, () => random.float());
  const settings = {
    seed: SEED,
    network: experiment.network,
    loss: experiment.loss,
    batchSize,
    learningRate: experiment.training.learningRate,
  };
  await writeFile(
    path,
    encodeSafetensors({
      arrays: {
        term,
        photos,
        sentences,
        lengths: { shape: [recipes], data: lengths },
        categories: { shape: [recipes], data: categories },
        shares: { shape: [BATCHES, batchSize], data: shares },
        ...prefixed('recipe.', encoders.recipe),
        ...prefixed('image.', encoders.image),
        ...prefixed('classifier.', classifier),
        ...prefixed('discriminator.', discriminator),
      },
      metadata: { settings: JSON.stringify(settings) },
    }),
  );
  return { sentences: sentences.shape[0] / BATCHES, longest: MAX_SENTENCES };
}
