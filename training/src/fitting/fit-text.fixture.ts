import { BUNDLE_FILES } from '@seje/artifacts';
import type { OnProgress, RecipeRecord } from '@seje/core';
import { writeVocabBin } from '@seje/preprocessing';
import { join } from 'node:path';
import type { Experiment } from '../experiment.js';
import { type FitLexiconReport, fitLexicon } from './fit-lexicon.js';
import { writeFittedText } from './fit-text-state.js';
import { type FitTermsReport, fitTerms } from './fit-terms.js';
import { trainRecipes } from './train-recipes.js';

export interface FitTextReport extends Omit<FitTermsReport, 'dropped'> {
  readonly dropped: FitLexiconReport['dropped'] & FitTermsReport['dropped'];
}

/** What the text stages of Phase I do one after the other, into one folder. */
export async function fitText(
  openRecords: () => AsyncIterable<RecipeRecord>,
  settings: Experiment['text'],
  { out, seed, onProgress }: { readonly out: string; readonly seed: number; readonly onProgress: OnProgress },
): Promise<FitTextReport> {
  const train = (step: string) => trainRecipes(openRecords(), { step, onProgress });
  const { lexicon, report } = await fitLexicon(train('ingredient entities'), settings);
  const terms = await fitTerms(train('terms'), { settings, lexicon, seed, scratch: out, onProgress });
  await writeVocabBin(join(out, BUNDLE_FILES.termVectors), terms.vectors);
  await writeFittedText(out, {
    settings,
    documents: terms.frequencies.documents,
    documentFrequencies: Object.fromEntries(terms.frequencies.frequencies),
    lexicon: [...lexicon],
    termDimension: terms.vectors.dimension,
    termCount: terms.vectors.size,
  });
  return { ...terms.report, dropped: { ...report.dropped, ...terms.report.dropped } };
}
