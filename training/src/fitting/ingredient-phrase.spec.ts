import { ENGLISH_STOP_WORDS } from '@seje/preprocessing';
import { describe, expect, it } from 'vitest';
import { ingredientPhrase } from './ingredient-phrase.js';
import { LexiconFitter } from './lexicon-fitter.js';

const stopWords = new Set(ENGLISH_STOP_WORDS);

describe('ingredientPhrase', () => {
  it.each([
    ['2 cups (240 g) finely chopped red onions, peeled', 'red onions'],
    ['1 (14-ounce) can diced tomatoes, drained', 'tomatoes'],
    ['¾ cup plain Greek yogurt', 'plain greek yogurt'],
    ['2-3 tablespoons olive oil, plus more for frying', 'olive oil'],
    ['1 pinch of salt', 'salt'],
    ['salt and pepper to taste', 'salt pepper'],
    ['250 ml crème fraîche or sour cream', 'creme fraiche'],
    ['For the sauce: 1 onion', 'sauce'],
    ['5 dried, pitted dates', 'dried'],
    ['1 lb', ''],
    ['very long name which goes on beyond any lexicon entry', ''],
  ])('%s -> %s', (line, phrase) => {
    expect(ingredientPhrase(line, stopWords).join(' ')).toBe(phrase);
  });
});

describe('LexiconFitter', () => {
  const record = { id: 'a', title: '', instructions: [], partition: 'train', photos: [] } as const;

  it('keeps what is seen often enough and counts lines that give nothing', () => {
    const fitter = new LexiconFitter(stopWords);
    fitter.add({ ...record, ingredients: ['1 cup olive oil', '2 red onions', '1 lb'] });
    fitter.add({ ...record, ingredients: ['3 tbsp olive oil'] });
    expect(fitter.entries(2)).toEqual(['olive_oil']);
    expect(fitter.candidates).toBe(2);
    expect(fitter.linesWithoutEntity).toBe(1);
  });

  it("takes the data set's own entities where it has them", () => {
    const fitter = new LexiconFitter(stopWords);
    const ingredients = ['1 cup red wine', 'a walnut or two', '5 dried, pitted dates'];
    fitter.add({ ...record, ingredients, entities: ['red wine', 'walnuts', null] });
    expect(fitter.entries(1)).toEqual(['red_wine', 'walnuts']);
    expect(fitter.linesWithoutEntity).toBe(1);
  });
});
