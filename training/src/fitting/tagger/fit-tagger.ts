import { OPTIONAL_BUNDLE_FILES, createOnnxSession } from '@seje/artifacts';
import { type OnProgress, Random, SejeError, writeFileDurably } from '@seje/core';
import { IngredientTagger, TokenFeatures, writeTaggerVocabulary } from '@seje/preprocessing';
import { join } from 'node:path';
import { ingredientTaggerOnnx } from '../../export/ingredient-tagger-onnx.js';
import type { TensorEngine } from '../../tensor-engine/tensor-engine.js';
import { frequentWords } from './fit-vocabulary.js';
import type { LabelledLine } from './labelled-line.js';
import { nonIngredientLines } from './non-ingredient-lines.js';
import { type TaggerExample, taggerExamples } from './tagger-examples.js';
import { checkTaggerParity } from './tagger-parity.js';
import type { TaggerScores } from './tagger-scores.js';
import type { TaggerSettings } from './tagger-settings.js';
import { trainTagger } from './train-tagger.js';

export interface FitTaggerOptions {
  readonly engine: TensorEngine;
  readonly seed: number;
  /** Folder that receives `ingredient-tagger.onnx` and `ingredient-tagger.json`. */
  readonly out: string;
  readonly onProgress: OnProgress;
  /** Once aborted, fitting ends with its reason. */
  readonly signal: AbortSignal;
}

export interface FitTaggerReport {
  /** Lines learned from, and how many of them were made up as headings, yields and notes. */
  readonly lines: { readonly train: number; readonly validation: number; readonly made: number };
  /** Words with a feature of their own. */
  readonly words: number;
  /** On the lines that were kept from training to choose the best weights: a little too good. */
  readonly validation: TaggerScores;
  readonly bestRound: number;
  readonly rounds: number;
  /** Largest |trained - exported| of the log odds of some validation lines. */
  readonly parity: number;
  readonly engine: string;
}

/** Lines of the validation part on which the export is compared with the trained network. */
const PARITY_LINES = 64;

/**
 * Fits the ingredient tagger on labelled lines, to which headings and notes are added, and writes it as an ONNX
 * network with its vocabulary.
 * @throws SejeError DATA_EMPTY (too few lines with a name), TRAINING_DIVERGED, PARITY_FAILED, DISK_WRITE_FAILED; the
 * signal's reason
 */
export async function fitTagger(
  lines: readonly LabelledLine[],
  settings: TaggerSettings,
  options: FitTaggerOptions,
): Promise<FitTaggerReport> {
  const { engine, seed, out } = options;
  const parts = split(lines, settings, seed);
  const { minWordCount, buckets, maxTokens, embedding, hidden, layers } = settings;
  const vocabulary = { words: frequentWords(parts.train, minWordCount), buckets, maxTokens };
  const features = new TokenFeatures(vocabulary);
  const shape = { rows: features.rows, embedding, hidden, layers };
  const examples = {
    train: taggerExamples(parts.train, features, maxTokens),
    validation: taggerExamples(parts.validation, features, maxTokens),
  };
  for (const part of Object.values(examples)) requireNames(part, lines.length);
  const trained = await trainTagger(examples, { ...settings, shape }, options);
  const network = ingredientTaggerOnnx(trained.weights, shape);
  const exported = new IngredientTagger(await createOnnxSession(network, { provider: 'cpu' }), vocabulary);
  try {
    const exampleOf = (text: string) =>
      taggerExamples([{ text, isIngredient: true }], features, maxTokens)[0];
    const parity = await checkTaggerParity(engine.tf, exported, {
      weights: trained.weights,
      layers,
      lines: parts.validation
        .map(({ text }) => text)
        .filter((text) => exampleOf(text) !== undefined)
        .slice(0, PARITY_LINES),
      exampleOf: (text) => exampleOf(text)!,
    });
    await writeFileDurably(join(out, OPTIONAL_BUNDLE_FILES.ingredientTagger), network);
    await writeTaggerVocabulary(join(out, OPTIONAL_BUNDLE_FILES.taggerVocabulary), vocabulary);
    return {
      lines: { train: parts.train.length, validation: parts.validation.length, made: parts.made },
      words: vocabulary.words.length,
      validation: trained.validation,
      bestRound: trained.bestRound,
      rounds: trained.rounds,
      parity,
      engine: engine.name,
    };
  } finally {
    await exported.release();
  }
}

/** A seeded part for validation; both parts get their own made-up lines. */
function split(
  lines: readonly LabelledLine[],
  { validationShare, madeShare }: TaggerSettings,
  seed: number,
): { readonly train: LabelledLine[]; readonly validation: LabelledLine[]; readonly made: number } {
  const random = Random.derived(seed, 'tagger validation');
  const shuffled = random.shuffled(lines);
  const held = Math.ceil(shuffled.length * validationShare);
  const [validation, train] = [shuffled.slice(0, held), shuffled.slice(held)];
  const made = (part: readonly LabelledLine[]): LabelledLine[] =>
    nonIngredientLines(Math.round(part.length * madeShare), random);
  const [ofValidation, ofTrain] = [made(validation), made(train)];
  return {
    validation: [...validation, ...ofValidation],
    train: [...train, ...ofTrain],
    made: ofValidation.length + ofTrain.length,
  };
}

function requireNames(examples: readonly TaggerExample[], lines: number): void {
  if (examples.some(({ name }) => name !== undefined)) return;
  throw new SejeError('DATA_EMPTY', {
    message: 'There is nothing to fit the ingredient tagger on',
    expected: 'ingredient lines labelled with the name of their ingredient, to learn from and to validate on',
    found: `${lines} labelled lines, too few of them with a name`,
    remedy: 'Name files of labelled lines in text.taggerLines, or set text.entities to `rules`.',
  });
}
