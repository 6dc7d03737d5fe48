import type { Bundle } from '@seje/artifacts';
import { canonicalJson, parseJson, readFileOr, sha256, validated } from '@seje/core';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { linearSettingsSchema } from './baselines/linear-settings.js';
import { SENTENCE_PRECISIONS } from './data/sentences/sentence-precision.js';
import { finetuneSettingsSchema } from './finetuning/finetune-settings.js';
import { textSettingsSchema } from './fitting/text-settings.js';
import { lossSettingsSchema } from './losses/loss-settings.js';

/** The backbone that the project fetches itself. */
export const RESNET50 = 'resnet50';

/**
 * The hyper-parameters of one run, validated once. Each field: what it is (paper symbol), unit, default.
 * Defaults are the paper's; experiments/*.json override them.
 */
export const experimentSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  /** Seed of every random choice of the run. */
  seed: z.int().default(1),
  text: textSettingsSchema.prefault({}),
  categories: z
    .strictObject({
      /** `titles`: fitted on titles; `file`: the classes1M.pkl of a data set in Recipe1M's layout. */
      source: z.enum(['titles', 'file']).default('titles'),
      /** Most frequent title bigrams of the train partition that may become categories. */
      topBigrams: z.int().nonnegative().default(2000),
      /** A bigram must stand in more train titles than this, and in one of val and of test. */
      minTrain: z.int().nonnegative().default(20),
      /** At most this many bigrams become categories. */
      maxBigrams: z.int().nonnegative().default(1000),
      /** Text file, from the folder of the experiment file: names of dishes, one a line, categories too. */
      dishNames: z.string().min(1).optional(),
    })
    .refine(({ source, dishNames }) => source === 'titles' || dishNames === undefined, {
      path: ['dishNames'],
      error: 'belongs to the source `titles`',
    })
    .prefault({}),
  image: z
    .strictObject({
      /**
       * `resnet50`, or the path, from the folder of the experiment file, of an ONNX file `x.onnx` that has
       * `x.onnx.json` beside it, its preprocessing, or of weights `x.safetensors` of a ResNet-50 or
       * WideResNet-50-2 that have `x.safetensors.json` beside them, their architecture.
       */
      backbone: z.string().min(1).default(RESNET50),
      /**
       * Folder that `seje categoriser` wrote, from the folder of the experiment file: f_cat, the word vector of
       * the dish that it sees in a photo, then stands beside the photo's feature. Absent: no f_cat.
       */
      categoriser: z.string().min(1).optional(),
      /** Photos of a recipe that training may draw from, the first ones. */
      maxPhotos: z.int().positive().default(5),
    })
    .prefault({}),
  /** How features are kept. Absent, as by default: `float32`; experiments without it keep the hash they had. */
  features: z
    .strictObject({
      /**
       * f_sent as `float32` in one file, which is read into memory whole, or as `float16` in shards, of which a
       * batch's rows are read when it comes: half the disk, and memory for a batch. Numbers are then rounded to 11
       * significant bits; none may be beyond 65504. For more sentences than memory holds (ours).
       */
      sentences: z.enum(SENTENCE_PRECISIONS).default('float32'),
    })
    .optional(),
  /**
   * A linear model in closed form in place of the networks; `network`, `loss` and most of `training` are then
   * not read. Absent: the networks are trained; experiments without it keep the hash they had.
   */
  method: linearSettingsSchema.optional(),
  network: z
    .strictObject({
      /** E, width of the joint space. */
      jointDimension: z.int().positive().default(1024),
      /** Whether the recipe encoder reads f_sent; off: the terms alone, for ablations. */
      sentences: z.boolean().default(true),
      /** H, width of the instruction LSTM's state; not read without `sentences`. */
      sentenceHidden: z.int().positive().default(1024),
      /** Width of Linear(f_term). */
      termHidden: z.int().positive().default(1024),
      /** Slope of LeakyReLU below 0. */
      leakyReluSlope: z.number().positive().default(0.02),
      /** Batch norm: epsilon under the root. */
      normEpsilon: z.number().positive().default(1e-5),
      /** Batch norm: share of the old moving statistics kept at each step. */
      normMomentum: z.number().min(0).max(1).default(0.9),
    })
    .prefault({}),
  loss: lossSettingsSchema,
  training: z
    .strictObject({
      /** Pairs in a batch. */
      batchSize: z.int().min(2).default(100),
      /** Adam's step size until validation stops improving. */
      learningRate: z.number().positive().default(1e-4),
      /** Step size afterwards. */
      reducedLearningRate: z.number().positive().default(1e-5),
      /** Validations in a row without improvement before the step size falls. */
      patience: z.int().positive().default(3),
      /** Validations without improvement after that before training stops. */
      stopAfter: z.int().positive().default(10),
      /** Upper bound, passes over the train pairs. */
      maxEpochs: z.int().positive().default(720),
      /** Epochs between two validations. */
      validateEvery: z.int().positive().default(1),
      /** Pairs in a validation bag. */
      validationBag: z.int().positive().default(1000),
      /**
       * Share of the recipes of a batch that are learned without their instructions, so that a query of a
       * title and ingredients is understood too. Ours; 0 is the paper.
       */
      instructionDropout: z.number().min(0).max(1).default(0),
      /** Pairs photos with recipes at random: a control that must end at chance level. */
      shufflePairs: z.boolean().default(false),
    })
    .prefault({}),
  /**
   * Fine-tuning of the trunk, end to end, after training; its defaults with `{}`. Absent, as by default:
   * `seje pipeline` leaves the trunk as it is; experiments without it keep the hash they had.
   */
  finetune: finetuneSettingsSchema.optional(),
  index: z
    .strictObject({
      /** HNSW: links a node. */
      m: z.int().min(2).default(16),
      /** HNSW: candidates while building. */
      efConstruction: z.int().positive().default(200),
      /** HNSW: candidates while searching; more is slower and finds more. */
      efSearch: z.int().positive().default(100),
      /** Smallest recall@10 against exact search that a generation may have, a share. */
      minimumRecall: z.number().min(0).max(1).default(0.95),
    })
    .prefault({}),
  evaluation: z
    .strictObject({
      /** N, pairs in an evaluation bag. */
      bagSize: z.int().positive().default(1000),
      /** Random bags averaged. */
      bags: z.int().positive().default(10),
    })
    .prefault({}),
});

export type Experiment = z.infer<typeof experimentSchema>;
/** What an experiment file may say: defaults may be left out. */
export type ExperimentSettings = z.input<typeof experimentSchema>;

/**
 * Reads and validates an experiment file; all problems are reported together. The paths of a
 * backbone, a categoriser, a text encoder, labelled lines and dish names are taken from the file's own folder.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, SETTINGS_INVALID
 */
export async function readExperiment(path: string): Promise<Experiment> {
  const text = await readFileOr(
    path,
    'Give the path of an experiment file; training/experiments has examples.',
  );
  const experiment = parseJson(experimentSchema, text.toString('utf8'), { where: `experiment ${path}` });
  const { text: settings, image, categories } = experiment;
  const besideFile = (named: string): string => resolve(dirname(path), named);
  return {
    ...experiment,
    text: {
      ...settings,
      taggerLines: settings.taggerLines.map(besideFile),
      ...(settings.bert !== undefined && { bert: besideFile(settings.bert) }),
    },
    ...(categories.dishNames !== undefined && {
      categories: { ...categories, dishNames: besideFile(categories.dishNames) },
    }),
    image: {
      ...image,
      ...(image.backbone !== RESNET50 && { backbone: besideFile(image.backbone) }),
      ...(image.categoriser !== undefined && { categoriser: besideFile(image.categoriser) }),
    },
  };
}

/** An experiment from values, defaults filled in. */
export function experimentOf(value: ExperimentSettings): Experiment {
  return validated(experimentSchema, value, { where: 'experiment' });
}

/** Hash of the settings that decide what training makes of a feature set. */
export function trainingHash({ network, loss, training, image, seed, method }: Experiment): string {
  return sha256(canonicalJson({ network, loss, training, maxPhotos: image.maxPhotos, seed, method }));
}

/** The experiment that a bundle was trained with, from its manifest. @throws SejeError BUNDLE_INVALID */
export function experimentOfBundle({ directory, manifest }: Bundle): Experiment {
  return validated(experimentSchema, manifest.experiment.settings, {
    where: `the experiment in bundle ${directory}`,
    code: 'BUNDLE_INVALID',
    remedy: 'Export the bundle again with this version.',
  });
}

/** Hash of every setting: two experiments with the same hash are the same. */
export function experimentHash(experiment: Experiment): string {
  return sha256(canonicalJson(experiment));
}
