import { type OnProgress, type Partition, Random, type RecipeRecord } from '@seje/core';
import { mkdir } from 'node:fs/promises';
import type { Experiment } from '../../experiment.js';
import type { TensorEngine } from '../../tensor-engine/tensor-engine.js';
import { fitLexicon } from '../fit-lexicon.js';
import { fitTerms } from '../fit-terms.js';
import { openTermReader } from '../open-term-reader.js';
import { trainRecipes } from '../train-recipes.js';
import { type FitSentencesReport, fitSentenceEncoder } from './fit-sentence-encoder.js';

export interface MeasureSentencesOptions {
  readonly engine: TensorEngine;
  /** Deals the recipes to the partitions and begins the fitting. */
  readonly seed: number;
  /** Scratch folder. */
  readonly out: string;
  readonly onProgress: OnProgress;
}

/** Shares of the recipes that are trained on, and that tell when to stop; the rest is asked about. */
const TRAIN = 0.7;
const TRAIN_AND_VAL = 0.8;

/**
 * Deals recipes to new partitions, 80 % to learn from (an eighth of them to stop by) and 20 % to ask about, fits
 * everything on the first and reports the quality on the last.
 */
export async function measureSentenceEncoder(
  recipes: readonly RecipeRecord[],
  settings: Experiment['text'],
  { engine, seed, out, onProgress }: MeasureSentencesOptions,
): Promise<FitSentencesReport> {
  await mkdir(out, { recursive: true });
  const dealt = Random.derived(seed, 'split')
    .shuffled(recipes)
    .map((recipe, i): RecipeRecord => ({ ...recipe, partition: partitionAt(i / recipes.length) }));
  const train = (step: string) => trainRecipes(stream(dealt), { step, onProgress });
  const { lexicon } = await fitLexicon(train('ingredient entities'), settings);
  const { vectors } = await fitTerms(train('terms'), { settings, lexicon, seed, scratch: out, onProgress });
  const { report } = await fitSentenceEncoder(() => stream(dealt), settings, {
    reader: await openTermReader(settings, lexicon),
    vectors,
    engine,
    seed,
    checkOn: 'test',
    out,
    onProgress,
    signal: new AbortController().signal,
  });
  return report;
}

function partitionAt(share: number): Partition {
  if (share < TRAIN) return 'train';
  return share < TRAIN_AND_VAL ? 'val' : 'test';
}

async function* stream(records: readonly RecipeRecord[]): AsyncGenerator<RecipeRecord> {
  yield* records;
}
