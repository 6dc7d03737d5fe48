import { Random, matrixOf } from '@seje/core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import { activeTriplets } from '../mining/active-triplets.js';
import type { ComparedPairs } from '../mining/compared-pairs.js';
import { byInstance, bySemantics } from '../mining/eligible.js';
import { CategoryClassifier } from '../networks/category-classifier.js';
import { ModalityDiscriminator } from '../networks/modality-discriminator.js';
import type { Variables } from '../networks/variables.js';
import { matrixOfTensor } from '../tensor-engine/matrix-tensor.js';
import type { Tf } from '../tensor-engine/tensor-engine.js';
import { categoryAlignment } from './category-alignment.js';
import { cosineEmbedding } from './cosine-embedding.js';
import { createAlignment } from './discriminator/create-alignment.js';
import type { DiscriminatorBatch } from './discriminator/discriminator-alignment.js';
import { jointLoss } from './joint-loss.js';
import { type LossSettings, lossSettingsSchema } from './loss-settings.js';
import { type EmbeddedBatch, type LossTerms, retrievalLoss } from './retrieval-loss.js';

export type Rows = number[][];

export interface LossInputs extends Record<'v' | 'r' | 'v_raw' | 'r_raw', Rows> {
  instance_ids: number[];
  instance_ids_duplicates: number[];
  /** -1: none. */
  class_ids: number[];
  class_ids_duplicates: number[];
  classifier_ignore: { W: Rows; b: number[] };
  classifier_background: { W: Rows; b: number[] };
  discriminator: { leaky_slope: number } & Record<'W1' | 'W2' | 'W3', Rows> &
    Record<'b1' | 'b2' | 'b3', number[]>;
  gp_alpha: number[];
  gp_weight: number;
  /** Image, recipe, +1 or -1. */
  cosine_pairs: [number, number, number][];
}

/** How one entry of the golden file is computed here. */
export interface GoldenCase {
  readonly loss: (v: Tensor2D, r: Tensor2D) => Scalar;
  /** The entry's other figures, by its names. */
  readonly parts?: (v: Tensor2D, r: Tensor2D) => Readonly<Record<string, ArrayLike<number>>>;
  /** What `grad_params` is with respect to, by its names; kernels are transposed there. */
  readonly params?: Readonly<Record<string, Variables[string]>>;
}

interface Batch {
  readonly tf: Tf;
  readonly inputs: LossInputs;
  readonly duplicates: boolean;
}

/** Instances and categories of a batch; no class is category 0, `background`. */
export function labelsOf({ inputs, duplicates }: Pick<Batch, 'inputs' | 'duplicates'>) {
  const classes = duplicates ? inputs.class_ids_duplicates : inputs.class_ids;
  return {
    instances: duplicates ? inputs.instance_ids_duplicates : inputs.instance_ids,
    categories: classes.map((number) => number + 1),
  };
}

/** Cases by the name of their golden entry. */
export function goldenCases(tf: Tf, inputs: LossInputs): Readonly<Record<string, GoldenCase>> {
  const unique = { tf, inputs, duplicates: false };
  const both = (name: string, of: (batch: Batch) => GoldenCase): [string, GoldenCase][] => [
    [`${name}_unique`, of(unique)],
    [`${name}_duplicates`, of({ ...unique, duplicates: true })],
  ];
  return Object.fromEntries([
    ...both('a_seje_instance', (batch) => termOf('instanceTriplet', batch, {})),
    ...both('a_seje_class_negative', (batch) => termOf('classTriplet', batch, { negatives: 'double' })),
    ...both('a_seje_double', (batch) => retrieval(batch, { negatives: 'double' })),
    ...both('b_hinge_0.3', (batch) => retrieval(batch, { retrieval: 'hinge', margin: 0.3 })),
    ...both('c_adamine', adaMine),
    [
      'a_seje_class_negative_background_candidates',
      termOf('classTriplet', unique, { negatives: 'double', backgroundNegatives: true }),
    ],
    ['a_seje_instance_margin_0.1', retrieval(unique, { margin: 0.1 })],
    ['b_hinge_0.2_msje', retrieval(unique, { retrieval: 'hinge', margin: 0.2 })],
    ['d_cosine_embedding_0.1', cosinePairs(unique)],
    ['e_ce_ignore_missing', leftOut(unique)],
    ['e_ce_background_class', classified(unique)],
    ['f_wgan_discriminator', discriminating(unique, 'wasserstein')],
    ['f_gradient_penalty_only', discriminating(unique, 'penalty')],
    ['f_wgan_encoder', encoding(unique, 'wasserstein')],
    ['f_log_discriminator_sigmoid', discriminating(unique, 'log')],
    ['f_log_encoder_sigmoid', encoding(unique, 'log')],
    ['g_total_seje', whole(unique)],
  ]);
}

function termsOf(batch: Batch, given: object): (v: Tensor2D, r: Tensor2D) => LossTerms {
  const settings = lossSettingsSchema.parse(given);
  const random = Random.fromSeed(1);
  return (images, recipes) =>
    retrievalLoss(batch.tf, { images, recipes, ...labelsOf(batch) }, { settings, random }).terms;
}

function retrieval(batch: Batch, given: object): GoldenCase {
  const terms = termsOf(batch, given);
  return { loss: (v, r) => batch.tf.addN(Object.values(terms(v, r))) };
}

function termOf(name: string, batch: Batch, given: object): GoldenCase {
  const terms = termsOf(batch, given);
  return { loss: (v, r) => terms(v, r)[name]! };
}

function adaMine(batch: Batch): GoldenCase {
  const { tf } = batch;
  const margin = 0.3;
  const terms = termsOf(batch, { retrieval: 'adaptive', margin, semanticWeight: 0.3 });
  const labels = labelsOf(batch);
  return {
    loss: (v, r) => tf.addN(Object.values(terms(v, r))),
    parts: (v, r) => {
      const distances = matrixOfTensor(tf.sub(1, tf.matMul(v, tf.transpose(r))));
      const { instanceTriplet, semanticTriplet } = terms(v, r);
      const [instance, semantic] = [byInstance(labels.instances), bySemantics(labels)].map(
        (eligible) => activeTriplets(distances, { eligible, margin }).count,
      );
      return {
        instance: instanceTriplet!.dataSync(),
        semantic: tf.div(semanticTriplet!, 0.3).dataSync(),
        nonzero_instance: [instance!],
        nonzero_semantic: [semantic!],
      };
    },
  };
}

function cosinePairs({ tf, inputs }: Batch): GoldenCase {
  const size = inputs.v.length;
  const pairs: ComparedPairs = {
    matched: matrixOf(size, size),
    mismatched: matrixOf(size, size),
    count: inputs.cosine_pairs.length,
  };
  for (const [image, recipe, sign] of inputs.cosine_pairs)
    (sign > 0 ? pairs.matched : pairs.mismatched).data[image * size + recipe]!++;
  return {
    loss: (images, recipes) => cosineEmbedding(tf, { images, recipes }, { pairs, margin: 0.1 }),
  };
}

function classifierOf({ tf }: Batch, { W, b }: { W: Rows; b: number[] }): CategoryClassifier {
  return new CategoryClassifier(tf, {
    'category.kernel': tf.variable(tf.transpose(tf.tensor2d(W))), // [E, C]
    'category.bias': tf.variable(tf.tensor1d(b)),
  });
}

function crossEntropies(
  batch: Batch,
  classifier: CategoryClassifier,
  background: LossSettings['category']['background'],
): Required<GoldenCase> {
  const { tf } = batch;
  const targets = { categories: labelsOf(batch).categories, background };
  const half = (x: Tensor2D): Scalar => categoryAlignment(tf, classifier.logits(x), targets);
  const { weights } = classifier;
  return {
    loss: (v, r) => tf.add(half(v), half(r)),
    parts: (v, r) => ({ image_part: half(v).dataSync(), recipe_part: half(r).dataSync() }),
    params: { W: weights['category.kernel']!, b: weights['category.bias']! },
  };
}

function classified(batch: Batch): GoldenCase {
  return crossEntropies(batch, classifierOf(batch, batch.inputs.classifier_background), 'classified');
}

/** The reference's classifier has no background: here it is one that nothing is taken for. */
function leftOut(batch: Batch): GoldenCase {
  const { W, b } = batch.inputs.classifier_ignore;
  const never = { W: [W[0]!.map(() => 0), ...W], b: [-1e6, ...b] };
  return crossEntropies(batch, classifierOf(batch, never), 'left-out');
}

function discriminatorOf({ tf, inputs }: Batch) {
  const { W1, b1, W2, b2, W3, b3 } = inputs.discriminator;
  const kernel = (rows: Rows) => tf.variable(tf.transpose(tf.tensor2d(rows)));
  const bias = (numbers: number[]) => tf.variable(tf.tensor1d(numbers));
  const params = { W1: kernel(W1), b1: bias(b1), W2: kernel(W2), b2: bias(b2), W3: kernel(W3), b3: bias(b3) };
  const discriminator = new ModalityDiscriminator(tf, {
    'first.kernel': params.W1,
    'first.bias': params.b1,
    'second.kernel': params.W2,
    'second.bias': params.b2,
    'score.kernel': params.W3,
    'score.bias': params.b3,
  });
  return { discriminator, params };
}

function discriminating(batch: Batch, form: 'wasserstein' | 'log' | 'penalty'): GoldenCase {
  const { tf, inputs } = batch;
  const { discriminator, params } = discriminatorOf(batch);
  const alignment = createAlignment(form === 'penalty' ? 'wasserstein' : form);
  const shares = tf.tensor2d(inputs.gp_alpha, [inputs.gp_alpha.length, 1]);
  const terms = (images: Tensor2D, recipes: Tensor2D) =>
    alignment.discriminatorTerms(tf, discriminator, { images, recipes, shares } satisfies DiscriminatorBatch);
  if (form === 'penalty') return { loss: (v, r) => terms(v, r).gradientPenalty, params };
  return {
    loss: (v, r) => {
      const { separation, gradientPenalty } = terms(v, r);
      return tf.add(separation, tf.mul(gradientPenalty, inputs.gp_weight));
    },
    parts: (v, r) => ({
      d_image: discriminator.scores(v).dataSync(),
      d_recipe: discriminator.scores(r).dataSync(),
      gradient_penalty: terms(v, r).gradientPenalty.dataSync(),
    }),
    params,
  };
}

function encoding(batch: Batch, form: 'wasserstein' | 'log'): GoldenCase {
  const { discriminator, params } = discriminatorOf(batch);
  return { loss: (_, r) => createAlignment(form).encoderTerm(batch.tf, discriminator, r), params };
}

/** SEJE's loss through the one function that training calls. */
function whole(batch: Batch): GoldenCase {
  const { tf, inputs } = batch;
  const settings = lossSettingsSchema.parse({
    negatives: 'double',
    category: { weight: 0.005 },
    discriminator: { weight: 0.005 },
  });
  const parts = {
    settings,
    random: Random.fromSeed(1),
    classifier: classifierOf(batch, inputs.classifier_background),
    discriminator: discriminatorOf(batch).discriminator,
  };
  const embedded = (images: Tensor2D, recipes: Tensor2D): EmbeddedBatch => ({
    images,
    recipes,
    ...labelsOf(batch),
  });
  return { loss: (v, r) => jointLoss(tf, embedded(v, r), parts).total };
}
