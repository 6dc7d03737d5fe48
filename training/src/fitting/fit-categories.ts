import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { CLASSES_FILE, readRecipe1MClasses } from '@seje/catalogue';
import { type OnProgress, type RecipeRecord, SejeError, readFileOr, sha256 } from '@seje/core';
import {
  BACKGROUND,
  CATEGORIES_FORMAT,
  type CategoriesState,
  type Category,
  ENGLISH_STOP_WORDS,
  RecipeCategories,
  TITLE_FILLER_WORDS,
  titleWords,
  writeCategoriesState,
} from '@seje/preprocessing';
import { join } from 'node:path';
import type { Experiment } from '../experiment.js';
import { type ChosenBigrams, TitleBigrams } from './title-bigrams.js';

type CategorySettings = Experiment['categories'];

export interface FitCategoriesOptions {
  /** The data set's `classes1M.pkl`, if it has one. */
  readonly classesFile: string | undefined;
  /** Folder that receives `categories.json`. */
  readonly out: string;
  readonly onProgress: OnProgress;
}

export interface FitCategoriesReport {
  readonly source: CategorySettings['source'];
  /** C, `background` included. */
  readonly count: number;
  /** What was left out of the source `titles`, by reason. */
  readonly dropped?: ChosenBigrams['dropped'] & { readonly dishNamesAlreadyThere: number };
}

/** The category of each recipe of a data set, and what fitting it left out. */
export interface FittedCategories {
  readonly all: readonly Category[];
  readonly report: FitCategoriesReport;
  of(recipe: Pick<RecipeRecord, 'id' | 'title'>): number;
}

const EXCLUDED_WORDS = [...ENGLISH_STOP_WORDS, ...TITLE_FILLER_WORDS];

/** What decides the categories besides the data set: the settings, and the content of the dish names. */
export async function categoryInputs(settings: CategorySettings) {
  const { dishNames, ...limits } = settings;
  return dishNames === undefined
    ? limits
    : { ...limits, dishNames: sha256((await dishNamesIn(dishNames)).join('\n')) };
}

/**
 * Fits recipe categories on titles, or takes those of `classes1M.pkl`, and writes `categories.json`.
 * @param openRecords starts a new pass over the data set
 * @throws SejeError FILE_NOT_FOUND (dish names, classes1M.pkl), FILE_DAMAGED, DISK_WRITE_FAILED
 */
export async function fitCategories(
  openRecords: () => AsyncIterable<RecipeRecord>,
  settings: CategorySettings,
  options: FitCategoriesOptions,
): Promise<FittedCategories> {
  return settings.source === 'file'
    ? categoriesOfFile(options)
    : categoriesOfTitles(openRecords, settings, options);
}

async function categoriesOfTitles(
  openRecords: () => AsyncIterable<RecipeRecord>,
  settings: CategorySettings,
  { out, onProgress }: FitCategoriesOptions,
): Promise<FittedCategories> {
  const excludedWords = new Set(EXCLUDED_WORDS);
  const dishNames = settings.dishNames === undefined ? [] : await dishNamesIn(settings.dishNames);
  const counter = new TitleBigrams(excludedWords);
  let done = 0;
  for await (const { title, partition } of openRecords()) {
    counter.add(title, partition);
    onProgress({ step: 'recipe categories', done: ++done });
  }
  const { bigrams, dropped } = counter.choose(settings);
  const taken = new Set(bigrams);
  const added = dishNames.filter((name) => {
    const key = titleWords(name, excludedWords).join(' ');
    if (key === '' || taken.has(key)) return false;
    taken.add(key);
    return true;
  });
  const names = [...bigrams, ...added];
  const state: CategoriesState = {
    format: CATEGORIES_FORMAT,
    source: 'titles',
    categories: names.map((name, i) => ({ number: i + 1, name })),
    excludedWords: EXCLUDED_WORDS,
  };
  await writeCategoriesState(join(out, OPTIONAL_BUNDLE_FILES.categories), state);
  const categories = new RecipeCategories(state);
  return {
    all: categories.all,
    report: {
      source: 'titles',
      count: categories.count,
      dropped: { ...dropped, dishNamesAlreadyThere: dishNames.length - added.length },
    },
    of: ({ title }) => categories.of(title).number,
  };
}

/** A recipe's category is the file's; a query, which has no id there, is matched by its title. */
async function categoriesOfFile({ classesFile, out }: FitCategoriesOptions): Promise<FittedCategories> {
  if (classesFile === undefined) {
    throw new SejeError('FILE_NOT_FOUND', {
      message: 'The data set has no file of recipe categories',
      expected: `${CLASSES_FILE} beside layer1.json`,
      remedy: 'Put it there, or set categories.source to "titles".',
    });
  }
  const { classOf, names } = await readRecipe1MClasses(classesFile);
  const state: CategoriesState = {
    format: CATEGORIES_FORMAT,
    source: 'file',
    categories: [...names]
      .filter(([number]) => number !== BACKGROUND.number)
      .sort(([a], [b]) => a - b)
      .map(([number, name]) => ({ number, name })),
    excludedWords: EXCLUDED_WORDS,
  };
  await writeCategoriesState(join(out, OPTIONAL_BUNDLE_FILES.categories), state);
  const categories = new RecipeCategories(state);
  return {
    all: categories.all,
    report: { source: 'file', count: categories.count },
    of: ({ id }) => classOf.get(id) ?? BACKGROUND.number,
  };
}

async function dishNamesIn(path: string): Promise<string[]> {
  const text = await readFileOr(path, 'Set categories.dishNames to a text file with a name a line.');
  const lines = text.toString('utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
