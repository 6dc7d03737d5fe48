import { BertRater } from './bert-rater.js';
import type { TermRater } from './term-rater.js';
import { TextRankRater } from './text-rank-rater.js';
import type { RaterState, TextState } from './text-state.js';
import { TfIdfRater } from './tf-idf-rater.js';
import { type TokenEncoder, heldEncoder } from './token-encoder.js';
import { UniformRater } from './uniform-rater.js';

/** The raters that need nothing but the state. */
const RATERS: Readonly<Record<Exclude<RaterState['name'], 'bert'>, (state: TextState) => TermRater>> = {
  none: () => new UniformRater(),
  'tf-idf': ({ documents, documentFrequencies }) =>
    new TfIdfRater({ documents, frequencies: new Map(Object.entries(documentFrequencies)) }),
  'text-rank': () => new TextRankRater(),
};

/**
 * The rater that a text state names.
 * @param textEncoder needed for `bert`, and released with its rater
 */
export function createTermRater(state: TextState, textEncoder: TokenEncoder | undefined): TermRater {
  const { rater } = state;
  if (rater.name !== 'bert') return RATERS[rater.name](state);
  return new BertRater(heldEncoder(textEncoder), new Set(state.stopWords));
}
