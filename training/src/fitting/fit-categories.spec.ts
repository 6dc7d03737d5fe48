import { writeRecipe1MClasses } from '@seje/catalogue';
import { type Partition, type RecipeRecord, SejeError, noProgress } from '@seje/core';
import { RecipeCategories, readCategoriesState } from '@seje/preprocessing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { experimentOf } from '../experiment.js';
import { categoryInputs, fitCategories } from './fit-categories.js';

type Settings = Partial<ReturnType<typeof settingsOf>>;
const settingsOf = (categories: object) => experimentOf({ name: 'test', categories }).categories;

/** Titles by partition, how often. */
const TITLES: [title: string, counts: Record<Partition, number>][] = [
  ['Easy Chicken Soup', { train: 6, val: 1, test: 1 }],
  ['Grandma’s chicken noodle soup', { train: 4, val: 1, test: 1 }],
  ['Lemon cake', { train: 5, val: 0, test: 3 }],
  ['Apple pie', { train: 5, val: 1, test: 1 }],
  ['Bean stew, bean stew', { train: 3, val: 1, test: 1 }],
  ['Pizza', { train: 2, val: 0, test: 0 }],
];

async function* records(): AsyncIterable<RecipeRecord> {
  let next = 0;
  for (const [title, counts] of TITLES) {
    for (const [partition, count] of Object.entries(counts) as [Partition, number][]) {
      for (let i = 0; i < count; i++) {
        yield { id: `r${next++}`, title, partition, ingredients: [], instructions: [], photos: [] };
      }
    }
  }
}

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'seje-categories-'));
  return () => rm(out, { recursive: true });
});

const fit = (settings: Settings, classesFile?: string) =>
  fitCategories(records, settingsOf(settings), { classesFile, out, onProgress: noProgress });

describe('fitCategories', () => {
  it('makes categories of frequent title bigrams that every partition has', async () => {
    const fitted = await fit({ minTrain: 3 });
    expect(fitted.all.map(({ name }) => name)).toEqual([
      'background',
      'chicken soup',
      'apple pie',
      'chicken noodle',
      'noodle soup',
    ]);
    // lemon cake is in no val title; "bean stew" and "stew bean" in 3 train titles
    expect(fitted.report).toEqual({
      source: 'titles',
      count: 5,
      dropped: { rareInTrain: 2, notInValAndTest: 1, beyondLimit: 0, dishNamesAlreadyThere: 0 },
    });
    expect(fitted.of({ id: '', title: 'Noodle soup, chicken noodle' })).toBe(3);
    expect(fitted.of({ id: '', title: 'Lemon cake' })).toBe(0);
  });

  it('keeps to its limits', async () => {
    const few = await fit({ minTrain: 0, topBigrams: 3, maxBigrams: 1 });
    expect(few.all.map(({ name }) => name)).toEqual(['background', 'chicken soup']);
    // the top three: chicken soup, apple pie, lemon cake
    expect(few.report.dropped).toMatchObject({ rareInTrain: 0, notInValAndTest: 1, beyondLimit: 1 });
    expect((await fit({})).all).toHaveLength(1);
  });

  it('adds dish names that are not there yet', async () => {
    const dishNames = join(out, 'dishes.txt');
    await writeFile(dishNames, 'apple_pie\n\npizza\r\nmacaroni_and_cheese\neasy\n');
    const fitted = await fit({ minTrain: 4, dishNames });
    expect(fitted.all.map(({ name }) => name).slice(1)).toEqual([
      'chicken soup',
      'apple pie',
      'pizza',
      'macaroni_and_cheese',
    ]);
    expect(fitted.report.dropped?.dishNamesAlreadyThere).toBe(2);
    const inputs = await categoryInputs(settingsOf({ dishNames }));
    await writeFile(dishNames, 'pizza');
    expect(await categoryInputs(settingsOf({ dishNames }))).not.toEqual(inputs);
    await expect(fit({ dishNames: `${dishNames}.none` })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('writes a state that gives the same categories at query time', async () => {
    const fitted = await fit({ minTrain: 3 });
    const applied = new RecipeCategories(await readCategoriesState(join(out, 'categories.json')));
    for (const [title] of TITLES) expect(applied.of(title).number).toBe(fitted.of({ id: '', title }));
  });

  it('takes the classes of classes1M.pkl by recipe id', async () => {
    const path = join(out, 'classes1M.pkl');
    await writeRecipe1MClasses(path, {
      classOf: new Map([['r0', 7]]),
      names: new Map([
        [7, 'apple pie'],
        [2, 'soup'],
      ]),
    });
    const fitted = await fit({ source: 'file' }, path);
    expect(fitted.report).toEqual({ source: 'file', count: 8 });
    expect(fitted.of({ id: 'r0', title: 'soup' })).toBe(7);
    expect(fitted.of({ id: 'r1', title: 'soup' })).toBe(0);
    const applied = new RecipeCategories(await readCategoriesState(join(out, 'categories.json')));
    expect(applied.of('Chicken soup')).toEqual({ number: 2, name: 'soup' });
    await expect(fit({ source: 'file' })).rejects.toThrow(/classes1M\.pkl beside layer1/);
  });

  it('has no dish names together with a file', () => {
    expect(() => settingsOf({ source: 'file', dishNames: 'x' })).toThrow(SejeError);
  });
});
