import type { TextExplanation } from '@seje/preprocessing';

const TERM_WIDTH = 24;

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
  const { leftOut } = lines;
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
    ...(leftOut.ingredients + leftOut.sentences > 0
      ? [`beyond the limits: ${leftOut.ingredients} ingredient lines, ${leftOut.sentences} instructions`]
      : []),
  ].join('\n');
}
