import { SejeError } from '@seje/core';

/** What an ingredient does in a dish. Seasonings and liquids are never seen as pieces. */
export type Role = 'protein' | 'vegetable' | 'herb' | 'topping' | 'fruit' | 'seasoning';

export type Measure = 'each' | 'weight' | 'cup' | 'handful' | 'can' | 'slice' | 'spoon' | 'pinch' | 'splash';
const MEASURES: readonly string[] = [
  'each',
  'weight',
  'cup',
  'handful',
  'can',
  'slice',
  'spoon',
  'pinch',
  'splash',
] satisfies Measure[];

/** One name of an ingredient, e.g. `carrot` / `carrots`. Mass nouns have the same text twice. */
export interface IngredientName {
  readonly one: string;
  readonly many: string;
}

/** A way to prepare an ingredient and the sprite that shows it. */
export interface Form {
  readonly preparation: string;
  readonly sprite: string;
}

export interface Ingredient {
  /** Entity: the usual name, singular, joined by underscores. */
  readonly id: string;
  readonly role: Role;
  /** The usual name first, then synonyms. */
  readonly names: readonly [IngredientName, ...IngredientName[]];
  readonly measure: Measure;
  /** Longest side of a piece, as a share of the photo's side. */
  readonly size: number;
  /** Pieces in the photo for each step of the amount. */
  readonly pieces: number;
  /** Empty where it is never seen. */
  readonly forms: readonly Form[];
}

function nameOf(text: string): IngredientName {
  const [one = '', many = one] = text.split('/').map((part) => part.trim());
  return { one, many };
}

function malformed(row: string): SejeError {
  return new SejeError('SETTINGS_INVALID', {
    message: 'A row of the pantry is malformed',
    expected: 'names | measure | size x pieces | preparation=sprite, ...',
    found: row,
    remedy: 'Correct the row in the pantry.',
  });
}

function ingredientOf(row: string, role: Role): Ingredient {
  const [names = '', measure = '', looks = '', forms = ''] = row.split('|').map((cell) => cell.trim());
  const [size = 0, pieces = 0] = looks.split('x').map(Number);
  const [first, ...synonyms] = names.split(';').map(nameOf);
  const parsed = forms
    .split(',')
    .filter((form) => form !== '')
    .map((form) => form.split('=').map((part) => part.trim()))
    .map(([preparation = '', sprite = '']) => ({ preparation, sprite }));
  const wellFormed = parsed.every((form) => form.sprite !== '') && (parsed.length === 0 || size * pieces > 0);
  if (first === undefined || first.one === '' || !MEASURES.includes(measure) || !wellFormed)
    throw malformed(row);
  return {
    id: first.one.replaceAll(' ', '_'),
    role,
    names: [first, ...synonyms],
    measure: measure as Measure,
    size,
    pieces,
    forms: parsed,
  };
}

/**
 * Reads a table with one ingredient a row: `names | measure | size x pieces | preparation=sprite, ...`;
 * names are `one/many`, synonyms after `;`. @throws SejeError SETTINGS_INVALID
 */
export function ingredientTable(role: Role, table: string): readonly Ingredient[] {
  return table
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .map((row) => ingredientOf(row, role));
}
