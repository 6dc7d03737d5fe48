import { SejeError, messageOf, validated } from '@seje/core';
import { isNode, recipesIn } from '../schema-org/json-ld.js';
import { nameOfWords, recipeOfNode } from '../schema-org/recipe-of-node.js';
import { validEntry, validPhoto } from '../store/record-schemas.js';
import { type RecipeEntry, endLineSchema, entryOfLine, lineSchema } from './recipe-line.js';

/**
 * The recipes of one line: our own shape, or any schema.org Recipe in it. A blank line and an export's end
 * have none.
 * @returns each, valid, or why it cannot be taken
 * @throws SejeError JSON_INVALID, RECORD_INVALID where the line is no recipe at all
 */
export function entriesOfLine(text: string): (RecipeEntry | SejeError)[] {
  const value = parsed(text);
  if (value === undefined || endLineSchema.safeParse(value).success) return [];
  return candidates(value).map(checked);
}

function parsed(text: string): unknown {
  const json = text.replace(/^\uFEFF/, '').trim();
  if (json === '') return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new SejeError('JSON_INVALID', {
      message: 'The line is not JSON',
      found: messageOf(error).slice(0, 200),
      remedy: 'Write each recipe as one JSON object on a line of its own.',
      cause: error,
    });
  }
}

function candidates(value: unknown): RecipeEntry[] {
  if (isNode(value) && 'title' in value && !('@type' in value)) {
    return [entryOfLine(validated(lineSchema, value, { where: 'The recipe', code: 'RECORD_INVALID' }))];
  }
  const recipes = [...recipesIn(value)].map((node): RecipeEntry => {
    const { id, ...recipe } = recipeOfNode(node, nameOfWords);
    return { id, recipe: { ...recipe, tags: [] }, photos: [] };
  });
  if (recipes.length > 0) return recipes;
  throw new SejeError('RECORD_INVALID', {
    message: 'The line holds no recipe',
    expected: 'an object with id, title, ingredients and instructions, or a schema.org Recipe',
    remedy: 'Correct the line, or leave it out.',
  });
}

function checked(entry: RecipeEntry): RecipeEntry | SejeError {
  const valid = validEntry({ id: entry.id, recipe: entry.recipe });
  if (valid instanceof SejeError) return valid;
  try {
    const photos = entry.photos.map(({ id, ...photo }) => ({ id, ...validPhoto(photo, id) }));
    return { ...valid, photos };
  } catch (error) {
    if (error instanceof SejeError) return error;
    throw error;
  }
}
