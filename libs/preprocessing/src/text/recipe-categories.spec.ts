import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATEGORIES_FORMAT, readCategoriesState, writeCategoriesState } from './categories-state.js';
import { RecipeCategories } from './recipe-categories.js';

const categories = [
  { number: 4, name: 'pizza' },
  { number: 1, name: 'chicken soup' },
  { number: 2, name: 'soup chicken' },
  { number: 7, name: 'Macaroni_and_Cheese' },
  { number: 9, name: 'chicken-soup' },
];
const excludedWords = ['and', 'easy', 'with'];

describe('RecipeCategories', () => {
  const read = new RecipeCategories({ categories, excludedWords });

  it.for([
    { title: 'Easy chicken soup', number: 1 },
    { title: 'CHICKEN, easy, Soup!', number: 1 },
    { title: 'Soup with chicken', number: 2 },
    { title: 'Chicken soup chicken', number: 1 },
    { title: 'Chicken pizza soup', number: 4 },
    { title: 'Baked macaroni & cheese', number: 7 },
    { title: 'Macaroni', number: 0 },
    { title: '', number: 0 },
  ])('takes category $number for "$title"', ({ title, number }) => {
    expect(read.of(title).number).toBe(number);
  });

  it('takes the lowest number of all that match, as a slow search does', () => {
    const words = ['chicken', 'soup', 'pizza', 'macaroni', 'cheese', 'easy'];
    const slow = (title: string): number => {
      const plain = (text: string) =>
        ` ${(text.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => !excludedWords.includes(word)).join(' ')} `;
      const found = categories.filter(({ name }) => plain(title).includes(plain(name)));
      return Math.min(...found.map(({ number }) => number), Infinity);
    };
    for (let i = 0; i < words.length ** 4; i++) {
      const title = [0, 1, 2, 3]
        .map((k) => words[Math.floor(i / words.length ** k) % words.length])
        .join(' ');
      const expected = slow(title);
      expect(read.of(title).number, title).toBe(expected === Infinity ? 0 : expected);
    }
  });

  it('names and counts them, background included', () => {
    expect(read.count).toBe(10);
    expect(read.all.map(({ number }) => number)).toEqual([0, 1, 2, 4, 7, 9]);
    expect(read.of('plain bread')).toEqual({ number: 0, name: 'background' });
    expect(new RecipeCategories({ categories: [], excludedWords }).count).toBe(1);
  });
});

describe('the state of recipe categories', () => {
  it('is read as it was written, and a wrong one is refused', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'seje-categories-')), 'categories.json');
    const state = { format: CATEGORIES_FORMAT, source: 'titles', categories, excludedWords } as const;
    await expect(readCategoriesState(path)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await writeCategoriesState(path, { ...state, categories: [...categories], excludedWords });
    expect(await readCategoriesState(path)).toEqual(state);
    await writeFile(path, JSON.stringify({ ...state, categories: [categories[0], categories[0]] }));
    await expect(readCategoriesState(path)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });
});
