import { beforeAll, describe, expect, it } from 'vitest';
import { wordNetCookingWords } from './cooking-lexicon.js';
import { type CookingReader, openCookingReader } from './cooking-reader.js';
import { Lexicon } from './lexicon.js';
import { ENGLISH_STOP_WORDS } from './stop-words.js';
import { wordsOf } from './words.js';

const stopWords = new Set(ENGLISH_STOP_WORDS);
const entities = new Lexicon(['red_onions', 'salt', 'stock', 'whipping_cream']);
let reader: CookingReader;
beforeAll(async () => {
  reader = await openCookingReader(wordNetCookingWords());
});

function cookingOf(sentence: string): { actions: string[]; utensils: string[] } {
  const { cooking } = reader.read(sentence, entities, stopWords);
  const ofKind = (kind: string): string[] =>
    cooking.filter((match) => match.kind === kind).map(({ term }) => term);
  return { actions: ofKind('action'), utensils: ofKind('utensil') };
}

describe('CookingReader', () => {
  it.each([
    ['Slice the red onions and simmer them in a large saucepan.', ['slice', 'simmer'], ['saucepan']],
    ['Stir-fry in a WOK, stirring all the time.', ['stir_fry', 'stir'], ['wok']],
    ['Sauté it in a skillet', ['saute'], ['skillet']],
    ['whisk with a whisk', ['whisk'], ['whisk']],
    ['Roll out with a rolling pin on a cutting board', ['roll'], ['rolling_pin', 'cutting_board']],
    ['Drain the knives', ['drain'], ['knife']],
    // compounds: a noun or -ing form right before a utensil, or before what an action's tool is called
    ['Grease a baking dish', ['grease'], ['baking_dish']],
    ['Cook it in a cast iron skillet', ['cook'], ['cast_iron_skillet']],
    ['Dry it in a salad spinner', ['dry'], ['salad_spinner']],
    ['Grill it on a grill pan', ['grill'], ['grill_pan']],
    ['Boil the stock in a stock cooker', ['boil'], ['stock_cooker']],
    ['Heat oven, then grease a 9 inch skillet', ['heat', 'grease'], ['oven', 'skillet']],
    ['In a large bowl whisk the salt', [], ['bowl', 'whisk']],
    ['Roast on a baking sheet', ['roast'], ['baking_sheet']],
    // measures
    ['Pour in 2 cups of water and a tablespoon of salt', ['pour'], []],
    ['Pour it into a measuring cup', ['pour'], ['measuring_cup']],
    // inside entities, in noun phrases, or no cooking at all
    ['Add whipping cream, salt and the chopped parsley', [], []],
    ['Enjoy with friends!', [], []],
    ['', [], []],
    ['½ 12 ...', [], []],
  ])('%s', (sentence, actions, utensils) => {
    expect(cookingOf(sentence)).toEqual({ actions, utensils });
  });

  it('has a term for each word that is no stop word, joined ones for several', () => {
    const sentence =
      "Don't stir-fry 12 red onions; cannot be simmered (or so), then: 3x stock & gonna whisk!";
    const { terms } = reader.read(sentence, entities, stopWords);
    const words = terms.flatMap((term) => term.split('_'));
    expect(words).toHaveLength(wordsOf(sentence, stopWords).length);
    expect(terms).toEqual(expect.arrayContaining(['stir_fry', 'red_onions', 'simmer', 'stock', 'whisk']));
  });
});
