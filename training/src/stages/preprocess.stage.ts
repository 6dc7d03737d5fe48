import { type ReadReport, type RecipeSource, writeRecipe1MClasses } from '@seje/catalogue';
import { BUNDLE_FILES, OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { SejeError, writeFileDurably } from '@seje/core';
import { openTextFeatureExtractor } from '@seje/preprocessing';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backbone } from '../backbones/backbone.js';
import { writeFeatureSet } from '../data/write-feature-set.js';
import type { Experiment } from '../experiment.js';
import {
  type FitCategoriesReport,
  type FittedCategories,
  categoryInputs,
  fitCategories,
} from '../fitting/fit-categories.js';
import {
  type CategoriserReport,
  categoriserFingerprint,
  placeCategoriser,
} from '../fitting/categoriser-files.js';
import { type FitTextReport, fitText } from '../fitting/fit-text.js';
import { encoderStates } from '../fitting/text-encoder-files.js';
import { PairFeatureReader, type PairReport } from './pair-features.js';
import type { RunContext } from './run-context.js';
import { openRunPhotoReader } from './run-photo-reader.js';
import type { StageOutcome } from './run-folder.js';
import { stoppable, stoppableProgress } from './stoppable.js';

/** What Phase I read, fitted, made and left out; kept as `preprocess.json`. */
export interface PreprocessReport {
  readonly layout: RecipeSource['layout'];
  readonly dataFingerprint: string;
  readonly backbone: string;
  readonly read: ReadReport;
  readonly text: FitTextReport;
  readonly categories: FitCategoriesReport;
  /** Absent without a categoriser. */
  readonly categoriser?: CategoriserReport;
  readonly pairs: PairReport;
}

/** Raised when what this stage writes changes, so that older outputs are made again. */
const VERSION = 4;

/** All that decides what Phase I writes, as plain JSON. */
export async function preprocessInputs(
  { text, image, categories, seed }: Experiment,
  { dataFingerprint, backbone }: { readonly dataFingerprint: string; readonly backbone: Backbone },
) {
  const { maxPhotos } = image;
  return {
    version: VERSION,
    dataFingerprint,
    text,
    encoders: await encoderStates(text),
    categories: await categoryInputs(categories),
    maxPhotos,
    seed,
    backbone: backbone.fingerprint,
    ...(image.categoriser !== undefined && { categoriser: await categoriserFingerprint(image.categoriser) }),
  };
}

/**
 * Phase I: fits the text state on the train partition, and recipe categories, then writes the features of every pair.
 * @throws SejeError DATA_EMPTY (no photo, no train recipe, no term frequent enough)
 */
export async function preprocess(
  context: RunContext,
  source: RecipeSource,
  backbone: Backbone,
): Promise<StageOutcome<PreprocessReport>> {
  const { run, experiment, onProgress, signal } = context;
  const dataFingerprint = await source.fingerprint();
  const inputs = await preprocessInputs(experiment, { dataFingerprint, backbone });
  const fitted = [BUNDLE_FILES.text, BUNDLE_FILES.termVectors, OPTIONAL_BUNDLE_FILES.categories];
  const outputs = [
    ...fitted.map((file) => join(run.text, file)),
    run.features,
    run.classes,
    run.preprocessing,
  ];
  return run.stage('preprocess', { inputs, outputs }, async () => {
    const { read, photos } = await count(source, experiment.image.maxPhotos);
    if (photos === 0) throw withoutPhotos(read);
    const openRecords = () => stoppable(source.read(), signal);
    const fitting = { out: run.text, onProgress: stoppableProgress(onProgress, signal) };
    const text = await fitText(openRecords, experiment.text, { ...fitting, seed: experiment.seed });
    const { classesFile } = source;
    const categories = await fitCategories(openRecords, experiment.categories, { ...fitting, classesFile });
    const categoriser = await fitCategoriser(context, backbone);
    const pairs = await extractFeatures(context, { source, backbone, photos, categories });
    const report: PreprocessReport = {
      layout: source.layout,
      dataFingerprint,
      backbone: backbone.name,
      read,
      text,
      categories: categories.report,
      ...(categoriser && { categoriser }),
      pairs,
    };
    await writeFileDurably(run.preprocessing, `${JSON.stringify(report, null, 2)}\n`);
    return report;
  });
}

/** Where the experiment names a categoriser: copies it into the run, with f_cat of its labels. */
async function fitCategoriser(
  { run, experiment }: RunContext,
  { fingerprint }: Backbone,
): Promise<CategoriserReport | undefined> {
  const from = experiment.image.categoriser;
  if (from === undefined) {
    await rm(run.categoriser, { recursive: true, force: true });
    return undefined;
  }
  return placeCategoriser({ from, to: run.categoriser, text: run.text, trunkFingerprint: fingerprint });
}

function withoutPhotos({ recipes, dropped, examples }: ReadReport): SejeError {
  const reasons = Object.entries(dropped).map(
    ([reason, count]) => `${count} x ${reason} (${examples[reason]?.[0] ?? ''})`,
  );
  return new SejeError('DATA_EMPTY', {
    message: 'No recipe has a photo: there is nothing to learn from',
    expected: 'photos where the data set names them',
    found: [`${recipes} recipes without one`, ...reasons].join(', '),
    remedy: 'Put the photos there, or name them in layer2.json or in the `image` fields.',
  });
}

async function extractFeatures(
  { run, experiment, provider, onProgress, signal }: RunContext,
  from: {
    readonly source: RecipeSource;
    readonly backbone: Backbone;
    readonly photos: number;
    readonly categories: FittedCategories;
  },
): Promise<PairReport> {
  const { source, backbone, photos, categories } = from;
  const extractor = await openTextFeatureExtractor(run.text, { provider });
  const photoReader = await openRunPhotoReader(run, backbone, {
    provider,
    categoriser: experiment.image.categoriser !== undefined,
  });
  try {
    const reader = new PairFeatureReader(extractor, photoReader.reader, {
      maxPhotos: experiment.image.maxPhotos,
      totalPhotos: photos,
      categories,
      onProgress,
    });
    await writeFeatureSet(run.features, reader.read(stoppable(source.read(), signal)), {
      dimensions: {
        term: extractor.termDimension,
        sentences: extractor.sentenceDimension,
        photos: photoReader.reader.featureDimension,
        photoCategories: photoReader.reader.categoryDimension,
      },
      categoryCount: categories.report.count,
      inputs: { backbone: backbone.fingerprint },
    });
    const names = new Map(categories.all.map(({ number, name }) => [number, name]));
    await writeRecipe1MClasses(run.classes, { classOf: reader.categoryOf, names });
    return reader.report();
  } finally {
    await Promise.all([photoReader.close(), extractor.release()]);
  }
}

/** One pass over the source: its report, and how many photos the pairs will use. */
async function count(source: RecipeSource, maxPhotos: number): Promise<{ read: ReadReport; photos: number }> {
  let read: ReadReport | undefined;
  let photos = 0;
  for await (const record of source.read((report) => (read = report))) {
    photos += Math.min(record.photos.length, maxPhotos);
  }
  return { read: read!, photos };
}
