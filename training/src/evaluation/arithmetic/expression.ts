import { SejeError } from '@seje/core';

/** A concept with its sign. */
export interface SignedConcept {
  readonly sign: 1 | -1;
  readonly concept: string;
}

const SIGNS: Readonly<Record<string, 1 | -1>> = { '+': 1, '-': -1 };

/**
 * Reads `apple muffin - muffin + pie`, in one argument or in several; signs stand between spaces, so that
 * `stir-fry` is a word.
 * @throws SejeError SETTINGS_INVALID
 */
export function parseExpression(parts: readonly string[]): SignedConcept[] {
  const terms: { sign: 1 | -1; words: string[] }[] = [{ sign: 1, words: [] }];
  for (const word of parts.join(' ').split(/\s+/u)) {
    const sign = SIGNS[word];
    if (sign === undefined) terms.at(-1)!.words.push(word);
    else terms.push({ sign, words: [] });
  }
  const concepts = terms.map(({ sign, words }) => ({ sign, concept: words.join(' ').trim() }));
  if (concepts.length > 1 && concepts.every(({ concept }) => concept !== '')) return concepts;
  throw new SejeError('SETTINGS_INVALID', {
    message: 'The arithmetic cannot be read',
    expected: 'concepts with + and - between them: "apple muffin" - "muffin" + "pie"',
    found: parts.join(' '),
    remedy: 'Write a sign, with spaces around it, between each two concepts.',
  });
}

/** As it is written: `apple muffin - muffin + pie`. */
export function expressionText(terms: readonly SignedConcept[]): string {
  return terms
    .map(({ sign, concept }, i) => (i === 0 ? concept : `${sign === 1 ? '+' : '-'} ${concept}`))
    .join(' ');
}
