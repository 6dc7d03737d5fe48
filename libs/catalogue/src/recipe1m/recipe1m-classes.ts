import { SejeError, readFileOr, writeFileDurably } from '@seje/core';
import { type PickleValue, readPickles } from './read-pickle.js';
import { pickleOf } from './write-pickle.js';

/** The file's name in Recipe1M's folder. */
export const CLASSES_FILE = 'classes1M.pkl';

/** The class of recipes that no other class matches. */
const BACKGROUND_CLASS = 0;
const BACKGROUND_NAME = 'background';

/** Content of `classes1M.pkl`. */
export interface Recipe1MClasses {
  /** Recipe id -> class. */
  readonly classOf: ReadonlyMap<string, number>;
  /** Class -> name; 0 is `background`. */
  readonly names: ReadonlyMap<number, string>;
}

/**
 * Reads `classes1M.pkl`: two pickles in a row, {recipe id: class} and {class: name}.
 * @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED (another kind of pickle, a class without a name)
 */
export async function readRecipe1MClasses(path: string): Promise<Recipe1MClasses> {
  const bytes = await readFileOr(path, `Put ${CLASSES_FILE} there, or set categories.source to "titles".`);
  const pickles = readPickles(bytes, path);
  if (pickles.length !== 2) throw notClasses(path, `${pickles.length} pickles`);
  const classOf = new Map<string, number>();
  const names = new Map<number, string>();
  for (const [number, name] of entriesOf(pickles[1]!, path)) {
    if (typeof number !== 'number' || number < 0 || typeof name !== 'string' || name === '') {
      throw notClasses(path, `a class ${shown(number)} of name ${shown(name)}`);
    }
    names.set(number, name);
  }
  const background = names.get(BACKGROUND_CLASS) ?? BACKGROUND_NAME;
  if (background !== BACKGROUND_NAME) throw notClasses(path, `a class 0 of name ${shown(background)}`);
  names.set(BACKGROUND_CLASS, BACKGROUND_NAME);
  for (const [id, number] of entriesOf(pickles[0]!, path)) {
    if (typeof id !== 'string' || typeof number !== 'number' || !names.has(number)) {
      throw notClasses(path, `recipe ${shown(id)} of class ${shown(number)}`);
    }
    classOf.set(id, number);
  }
  return { classOf, names };
}

/** Writes `classes1M.pkl` as Python 2 and 3 read it. @throws SejeError DISK_WRITE_FAILED */
export async function writeRecipe1MClasses(path: string, { classOf, names }: Recipe1MClasses): Promise<void> {
  await writeFileDurably(path, Buffer.concat([pickleOf(classOf), pickleOf(names)]));
}

function entriesOf(value: PickleValue, path: string) {
  if (value instanceof Map) return value as ReadonlyMap<unknown, unknown>;
  throw notClasses(path, shown(value));
}

function notClasses(path: string, found: string): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `${path} does not hold recipe classes`,
    expected: 'two pickles in a row, {recipe id: class} and {class: name} with 0 as "background"',
    found,
    remedy: 'Restore the file, or set categories.source to "titles".',
  });
}

function shown(value: unknown): string {
  return value instanceof Map ? 'a dict' : JSON.stringify(value);
}
