import { type Recipe, type RecipeRecord, sha256 } from '@seje/core';
import type { Node } from './json-ld.js';
import { partitionOf, recipeId, recipeUrl } from './recipe-identity.js';
import { recipeWords } from './recipe-words.js';

/**
 * A schema.org Recipe as a record, without its photos.
 * @param place what a recipe is called that has no name of its own, from its words
 */
export function recipeOfNode(node: Node, place: (words: Recipe) => string): Omit<RecipeRecord, 'photos'> {
  const words = recipeWords(node);
  const id = recipeId(node, place(words));
  const url = recipeUrl(node);
  return { id, partition: partitionOf(id), ...words, ...(url && { url }) };
}

/** A name from nothing but the words: the same recipe has it wherever it stands. */
export function nameOfWords({ title, ingredients, instructions }: Recipe): string {
  return `${sha256(JSON.stringify([title, ingredients, instructions]))}#${title}`;
}
