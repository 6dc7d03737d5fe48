import { ENGLISH_STOP_WORDS, Lexicon, TermReader, openCookingReader } from '@seje/preprocessing';
import type { Experiment } from '../experiment.js';
import { keyTermsState } from './key-terms-state.js';

/** Reads recipes while fitting as the text state will read them. @param lexicon ingredient entities: see `fitLexicon` */
export async function openTermReader(
  settings: Pick<Experiment['text'], 'keyTerms' | 'maxIngredients' | 'maxSentences'>,
  lexicon: readonly string[],
): Promise<TermReader> {
  const keyTerms = keyTermsState(settings.keyTerms);
  const cooking = keyTerms.name === 'spec' ? await openCookingReader(keyTerms.cookingWords) : undefined;
  return new TermReader(new Set(ENGLISH_STOP_WORDS), new Lexicon(lexicon), { ...settings, cooking });
}
