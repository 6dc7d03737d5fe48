import {
  BUNDLE_FILES,
  type Bundle,
  type BundleContent,
  type Manifest,
  OPTIONAL_BUNDLE_FILES,
  type OptionalBundleFileName,
  openBundle,
  writeBundle,
} from '@seje/artifacts';
import { openTextFeatureExtractor, readTextState } from '@seje/preprocessing';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Backbone } from '../backbones/backbone.js';
import { type Experiment, experimentHash } from '../experiment.js';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import { categoriserParts } from './categoriser-parts.js';
import { encoderFiles } from './encoder-files.js';
import { type TrainedEncoders, checkParity } from './parity.js';
import type { ParitySamples } from './parity-samples.js';

/** All that one run has made, ready to be put together. */
export interface ExportParts {
  readonly experiment: Experiment;
  readonly weights: EncoderWeights;
  /** The networks that those weights came from, and features to compare them with the export on. */
  readonly trained: TrainedEncoders;
  readonly samples: ParitySamples;
  readonly backbone: Backbone;
  /** What `backbone` was before fine-tuning, which a categoriser may read the features of. */
  readonly frozenBackbone?: Backbone;
  /** Folder with the fitted text.json and vocab.bin, and categories.json where there are categories. */
  readonly textDirectory: string;
  /** Folder with the run's categoriser, where the image encoder takes f_cat. */
  readonly categoriserDirectory?: string | undefined;
  readonly dataFingerprint: string;
  readonly createdAt: Date;
  readonly evaluation?: Manifest['evaluation'];
  /** Replace a bundle that is there. Off: it is refused. */
  readonly replace?: boolean;
}

/**
 * Exports both encoders, compares them with the trained networks, and writes the bundle.
 * @throws SejeError MODEL_INVALID (weights do not fit the experiment), PARITY_FAILED, BUNDLE_INVALID (a bundle
 * is there already), FILE_NOT_FOUND, DISK_WRITE_FAILED
 */
export async function exportBundle(directory: string, parts: ExportParts): Promise<Bundle> {
  const { experiment, backbone, textDirectory, evaluation } = parts;
  const textPath = join(textDirectory, BUNDLE_FILES.text);
  const { rater, sentences, entities, maxIngredients, maxSentences } = await readTextState(textPath);
  const extractor = await openTextFeatureExtractor(textDirectory);
  const { termDimension, sentenceDimension } = extractor;
  await extractor.release();
  const { featureDimension } = backbone;
  const category = await categoriserParts(parts.categoriserDirectory, parts);
  const files = encoderFiles(parts.weights, experiment, {
    termDimension,
    sentenceDimension,
    featureDimension,
    categoryDimension: category?.manifest.dimension ?? 0,
  });
  const differences = await checkParity(files, parts.trained, parts.samples);
  await writeBundle(directory, {
    replace: parts.replace ?? false,
    manifest: {
      createdAt: parts.createdAt.toISOString(),
      experiment: { name: experiment.name, sha256: experimentHash(experiment), settings: experiment },
      dataFingerprint: parts.dataFingerprint,
      dimension: files.dimension,
      distance: 'cosine',
      text: { termDimension, sentenceDimension, maxIngredients, maxSentences },
      image: {
        backbone: backbone.name,
        input: backbone.input,
        output: backbone.output,
        fingerprint: backbone.fingerprint,
        featureDimension,
        preprocessing: backbone.preprocessing,
        ...(category && { category: category.manifest }),
      },
      parity: {
        ...differences,
        samples: Math.min(parts.samples.recipes.length, parts.samples.images.feature.rows),
      },
      ...(evaluation === undefined ? {} : { evaluation }),
    },
    files: {
      [BUNDLE_FILES.recipeEncoder]: { bytes: files.recipeEncoder },
      [BUNDLE_FILES.imageEncoder]: { bytes: files.imageEncoder },
      [BUNDLE_FILES.imageTrunk]: { path: backbone.path, link: true },
      [BUNDLE_FILES.termVectors]: { path: join(textDirectory, BUNDLE_FILES.termVectors) },
      [BUNDLE_FILES.text]: { path: textPath },
      ...categoriesFile(textDirectory),
      ...category?.files,
      ...(sentences.name === 'lstm' ? sentenceEncoderFile(textDirectory) : {}),
      ...(rater.name === 'bert' || sentences.name === 'bert' ? textEncoderFiles(textDirectory) : {}),
      ...(entities.name === 'tagger' ? taggerFiles(textDirectory) : {}),
    },
  });
  return openBundle(directory);
}

function sentenceEncoderFile(directory: string): Partial<Record<OptionalBundleFileName, BundleContent>> {
  const { sentenceEncoder } = OPTIONAL_BUNDLE_FILES;
  return { [sentenceEncoder]: { path: join(directory, sentenceEncoder) } };
}

/** What `bert` needs at query time, copied so that the bundle needs nothing else. */
function textEncoderFiles(directory: string): Partial<Record<OptionalBundleFileName, BundleContent>> {
  const { textEncoder, tokenizer } = OPTIONAL_BUNDLE_FILES;
  return copied(directory, [textEncoder, tokenizer]);
}

function taggerFiles(directory: string): Partial<Record<OptionalBundleFileName, BundleContent>> {
  const { ingredientTagger, taggerVocabulary } = OPTIONAL_BUNDLE_FILES;
  return copied(directory, [ingredientTagger, taggerVocabulary]);
}

function copied(
  directory: string,
  names: readonly OptionalBundleFileName[],
): Partial<Record<OptionalBundleFileName, BundleContent>> {
  return Object.fromEntries(names.map((name) => [name, { path: join(directory, name) }]));
}

/** Runs of earlier versions have none. */
function categoriesFile(directory: string): Partial<Record<OptionalBundleFileName, BundleContent>> {
  const { categories } = OPTIONAL_BUNDLE_FILES;
  const path = join(directory, categories);
  return existsSync(path) ? { [categories]: { path } } : {};
}
