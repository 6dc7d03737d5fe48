import type { RecipeRecord } from '@seje/core';
import {
  ENGLISH_STOP_WORDS,
  Lexicon,
  type RecipeTerms,
  TERM_JOINER,
  TermReader,
  keyTermsOf,
  openCookingReader,
  wordNetCookingWords,
} from '@seje/preprocessing';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { KITCHEN_SETTINGS } from '../data/kitchen/index.js';
import { kitchenRecipes } from '../data/kitchen/kitchen-recipes.js';
import { LexiconFitter } from './lexicon-fitter.js';

interface Truth {
  readonly actions: readonly string[];
  readonly utensils: readonly string[];
}

const stopWords = new Set(ENGLISH_STOP_WORDS);
const recipes = [...kitchenRecipes({ recipes: 300, seed: 11, settings: KITCHEN_SETTINGS.easy })];

let read: RecipeTerms[];
beforeAll(async () => {
  const lexicon = new LexiconFitter(stopWords);
  for (const { id, partition, text } of recipes) {
    const entities = text.lines.map((line) => line.entity?.id ?? null);
    lexicon.add({ ...text, id, partition, photos: [], entities } satisfies RecipeRecord);
  }
  const reader = new TermReader(stopWords, new Lexicon(lexicon.entries(1)), {
    maxIngredients: 20,
    maxSentences: 20,
    cooking: await openCookingReader(wordNetCookingWords()),
  });
  read = recipes.map(({ text }) => reader.read(text));
});

type Same = (found: string, named: string) => boolean;
const equal: Same = (found, named) => found === named;
/** `paring_knife` is the `knife` of the truth, which names some utensils by their head noun alone. */
const sameHead: Same = (found, named) =>
  found === named || found.endsWith(`_${named}`) || named.endsWith(`_${found}`);

/** Harmonic mean of precision and recall over all recipes, each term of a recipe once. */
function f1(kind: 'action' | 'utensil', truthOf: (truth: Truth) => readonly string[], same: Same): number {
  let right = 0;
  let found = 0;
  let recalled = 0;
  let named = 0;
  for (const [i, { cooking }] of read.entries()) {
    const ours = [...new Set(cooking.filter((match) => match.kind === kind).map(({ term }) => term))];
    // the truth has `stir-fry`, `wooden spoon` and one plural
    const theirs = truthOf(recipes[i]!.text).map((term) =>
      term.replaceAll(/[- ]/g, TERM_JOINER).replace(/^chopsticks$/, 'chopstick'),
    );
    right += ours.filter((term) => theirs.some((other) => same(term, other))).length;
    recalled += theirs.filter((term) => ours.some((other) => same(other, term))).length;
    found += ours.length;
    named += theirs.length;
  }
  const [precision, recall] = [right / found, recalled / named];
  return (2 * precision * recall) / (precision + recall);
}

describe('key terms on the synthetic kitchen', () => {
  it('finds the cooking actions', () => {
    const F1 = f1('action', ({ actions }) => actions, equal);
    console.log(`cooking actions: F1 ${F1.toFixed(3)}`);
    expect(F1).toBeGreaterThan(0.9);
  });

  it('finds the utensils', () => {
    const exact = f1('utensil', ({ utensils }) => utensils, equal);
    const F1 = f1('utensil', ({ utensils }) => utensils, sameHead);
    console.log(`utensils: F1 ${F1.toFixed(3)} by head noun, ${exact.toFixed(3)} by the whole name`);
    expect(F1).toBeGreaterThan(0.9);
  });

  it('has each key term once: entities first, then actions and utensils as they appear', () => {
    for (const terms of read) {
      const keyTerms = [...keyTermsOf(terms)];
      expect(keyTerms.slice(0, terms.entities.length)).toEqual(terms.entities);
      const all = new Set([terms.title, ...terms.ingredients, ...terms.sentences].flat());
      for (const term of keyTerms) expect(all).toContain(term);
    }
  });
});

describe('training/lexicon/generate.mjs', () => {
  it('gives the committed lexicon', async () => {
    const script = fileURLToPath(new URL('../../lexicon/generate.mjs', import.meta.url));
    await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toBeDefined();
  });
});
