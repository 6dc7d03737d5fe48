import { type RecipeRecord, inBatches } from '@seje/core';
import { ENGLISH_STOP_WORDS, type IngredientTagger, taggedEntities } from '@seje/preprocessing';
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

/** Recipes whose lines the tagger reads together. */
const RECIPES_AT_ONCE = 64;

/**
 * Fits the set of ingredient entities on train recipes, one pass; memory grows with the entities alone.
 * @param tagger takes the names of the lines that it calls True; absent: entities of the data set, or by rules
 */
export async function fitLexicon(
  train: AsyncIterable<RecipeRecord>,
  { minPhraseCount }: Pick<Experiment['text'], 'minPhraseCount'>,
  tagger?: IngredientTagger,
): Promise<FittedLexicon> {
  const stopWords = new Set(ENGLISH_STOP_WORDS);
  const entities = new LexiconFitter(stopWords);
  if (tagger === undefined) {
    for await (const recipe of train) entities.add(recipe);
  } else {
    for await (const recipes of inBatches(train, RECIPES_AT_ONCE)) {
      const lines = recipes.flatMap(({ ingredients }) => ingredients);
      const tagged = await tagger.tag(lines);
      for (const [i, line] of lines.entries()) {
        entities.addLine(taggedEntities(line, tagged[i]!, stopWords));
      }
    }
  }
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
