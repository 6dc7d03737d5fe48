import type { IngredientLine, TextExplanation } from '@seje/preprocessing';

const TERM_WIDTH = 24;
const OUTCOME_WIDTH = 9;

/** An explanation for a terminal. */
export function describeExplanation(explanation: TextExplanation): string {
  const { settings, entities, actions, utensils, ratings, unknownTerms, category, lines } = explanation;
  const list = (terms: readonly string[]): string => terms.join(', ') || 'none';
  const used =
    settings.keyTerms === 'spec'
      ? 'key terms: ingredients, actions and utensils'
      : 'key terms: all words; actions and utensils do not count by themselves';
  const rows = ratings.map(({ term, rating, nearest }) => {
    const share = `${(100 * rating).toFixed(1)} %`.padStart(8);
    return `  ${term.padEnd(TERM_WIDTH)}${share}   ${nearest.map((near) => near.term).join(', ')}`;
  });
  const { leftOut, taggedLines = [] } = lines;
  return [
    `rated by ${settings.rater}; ${used}; sentences by ${settings.sentences}`,
    `ingredients: ${list(entities)}`,
    `actions:     ${list(actions)}`,
    `utensils:    ${list(utensils)}`,
    ...(category === undefined ? [] : [`category:    ${category.name} (${category.number})`]),
    '',
    `  ${'key term'.padEnd(TERM_WIDTH)}${'rating'.padStart(8)}   nearest terms`,
    ...rows,
    '',
    `without a vector: ${list(unknownTerms)}`,
    ...(taggedLines.length > 0
      ? ['', 'ingredient lines by the tagger:', ...taggedLines.map(describeLine)]
      : []),
    ...(leftOut.ingredients + leftOut.sentences > 0
      ? [`beyond the limits: ${leftOut.ingredients} ingredient lines, ${leftOut.sentences} instructions`]
      : []),
  ].join('\n');
}

/** `  True   named    2 red onions, peeled -> red_onions`; of a True line also the name as it stands there. */
function describeLine({ text, isIngredient, outcome, name, entities }: IngredientLine): string {
  const verdict = `${isIngredient ? 'True ' : 'False'}  ${outcome.padEnd(OUTCOME_WIDTH)}`;
  const found = outcome === 'dropped' ? '' : ` -> ${entities.join(', ')}`;
  return `  ${verdict}${text}${name === undefined ? '' : ` ["${name}"]`}${found}`;
}
