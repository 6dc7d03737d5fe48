import type { Recipe } from '@seje/core';
import { type Node, isNode, listOf } from './json-ld.js';
import { plainLines } from './plain-lines.js';

/** Title, ingredient lines and instruction steps of a schema.org Recipe, without HTML. */
export function recipeWords(recipe: Node): Recipe {
  return {
    title: listOf(recipe['name']).flatMap(linesOf).join(' '),
    ingredients: listOf(recipe['recipeIngredient'] ?? recipe['ingredients']).flatMap(linesOf),
    instructions: stepsOf(recipe['recipeInstructions']),
  };
}

/** Lines of a plain text or of a JSON-LD value object (`{"@value": …}`). */
function linesOf(value: unknown): string[] {
  if (isNode(value)) return linesOf(value['@value']);
  return typeof value === 'string' ? plainLines(value) : [];
}

/**
 * Steps of an instruction: text, HowToStep, HowToDirection, ListItem, or a HowToSection or list of them,
 * nested as deep as it comes. A section's name is a heading, not a step; a step without text is its name.
 */
function stepsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(stepsOf);
  if (!isNode(value) || '@value' in value) return linesOf(value);
  const inner = [...listOf(value['itemListElement']), ...listOf(value['item'])];
  if (inner.length > 0) return inner.flatMap(stepsOf);
  const text = listOf(value['text']).flatMap(linesOf);
  return text.length > 0 ? text : listOf(value['name']).flatMap(linesOf);
}
