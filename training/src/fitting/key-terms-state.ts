import { type KeyTermsState, wordNetCookingWords } from '@seje/preprocessing';
import type { Experiment } from '../experiment.js';

/** What the text state says of the key terms: for `spec` with the words that confirm actions and utensils. */
export function keyTermsState(keyTerms: Experiment['text']['keyTerms']): KeyTermsState {
  return keyTerms === 'spec' ? { name: 'spec', cookingWords: wordNetCookingWords() } : { name: 'all-words' };
}
