import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { CLASSES_FILE, type Recipe1MClasses, readRecipe1MClasses } from '@seje/catalogue';
import { type OnProgress, type RecipeRecord, SejeError, readFileOr, sha256, sha256OfFile } from '@seje/core';
import {
  BACKGROUND,
  CATEGORIES_FORMAT,
  type CategoriesState,
  type Category,
  ENGLISH_STOP_WORDS,
  RecipeCategories,
  TITLE_FILLER_WORDS,
  readCategoriesState,
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

/** The category of each recipe of a data set. */
export interface CategoryAssignment {
  /** C, `background` included. */
  readonly count: number;
  readonly all: readonly Category[];
  of(recipe: Pick<RecipeRecord, 'id' | 'title'>): number;
}

/** With what fitting it left out. */
export interface FittedCategories extends CategoryAssignment {
  readonly report: FitCategoriesReport;
}

const EXCLUDED_WORDS = [...ENGLISH_STOP_WORDS, ...TITLE_FILLER_WORDS];

/**
 * What decides the categories besides the recipes: the settings, and the content of the dish names or of the
 * data set's `classes1M.pkl`.
 */
export async function categoryInputs(settings: CategorySettings, classesFile?: string) {
  const { dishNames, ...limits } = settings;
  if (limits.source === 'file') {
    return { ...limits, classes: classesFile === undefined ? null : await sha256OfFile(classesFile) };
  }
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
  const assignment = await openCategoryAssignment('titles', { out });
  return {
    ...assignment,
    report: {
      source: 'titles',
      count: assignment.count,
      dropped: { ...dropped, dishNamesAlreadyThere: dishNames.length - added.length },
    },
  };
}

async function categoriesOfFile({ classesFile, out }: FitCategoriesOptions): Promise<FittedCategories> {
  const { names } = await classesIn(classesFile);
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
  const assignment = await openCategoryAssignment('file', { out, classesFile });
  return { ...assignment, report: { source: 'file', count: assignment.count } };
}

/**
 * Categories that were fitted before. Of the source `file` a recipe's category is the file's; a query, which
 * has no id there, is matched by its title.
 * @throws SejeError FILE_NOT_FOUND (categories.json, classes1M.pkl), BUNDLE_INVALID, FILE_DAMAGED
 */
export async function openCategoryAssignment(
  source: CategorySettings['source'],
  { out, classesFile }: { readonly out: string; readonly classesFile?: string | undefined },
): Promise<CategoryAssignment> {
  const state = await readCategoriesState(join(out, OPTIONAL_BUNDLE_FILES.categories));
  const categories = new RecipeCategories(state);
  const { all, count } = categories;
  if (source === 'titles') {
    return { count, all, of: ({ title }) => categories.of(title).number };
  }
  const { classOf } = await classesIn(classesFile);
  return { count, all, of: ({ id }) => classOf.get(id) ?? BACKGROUND.number };
}

async function classesIn(classesFile: string | undefined): Promise<Recipe1MClasses> {
  if (classesFile !== undefined) return readRecipe1MClasses(classesFile);
  throw new SejeError('FILE_NOT_FOUND', {
    message: 'The data set has no file of recipe categories',
    expected: `${CLASSES_FILE} beside layer1.json`,
    remedy: 'Put it there, or set categories.source to "titles".',
  });
}

async function dishNamesIn(path: string): Promise<string[]> {
  const text = await readFileOr(path, 'Set categories.dishNames to a text file with a name a line.');
  const lines = text.toString('utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
