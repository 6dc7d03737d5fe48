import type { RecipeRecord } from '@seje/core';
import { ENGLISH_STOP_WORDS } from '@seje/preprocessing';
import type { Experiment } from '../experiment.js';
import { LexiconFitter } from './lexicon-fitter.js';

export interface FitLexiconReport {
  /** Ingredient entities. */
  readonly lexicon: number;
  /** What was left out, by reason. */
  readonly dropped: { readonly linesWithoutEntity: number; readonly rareEntities: number };
}

export interface FittedLexicon {
  /** Ingredient entities, words joined by `_`, in alphabetical order. */
  readonly lexicon: readonly string[];
  readonly report: FitLexiconReport;
}

/** Fits the set of ingredient entities on train recipes, one pass; memory grows with the entities alone. */
export async function fitLexicon(
  train: AsyncIterable<RecipeRecord>,
  { minPhraseCount }: Pick<Experiment['text'], 'minPhraseCount'>,
): Promise<FittedLexicon> {
  const entities = new LexiconFitter(new Set(ENGLISH_STOP_WORDS));
  for await (const recipe of train) entities.add(recipe);
  const lexicon = entities.entries(minPhraseCount);
  return {
    lexicon,
    report: {
      lexicon: lexicon.length,
      dropped: {
        linesWithoutEntity: entities.linesWithoutEntity,
        rareEntities: entities.candidates - lexicon.length,
      },
    },
  };
}
