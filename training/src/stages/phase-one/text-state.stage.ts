import { BUNDLE_FILES, OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { join } from 'node:path';
import { readsWithBert } from '../../fitting/text-settings.js';
import type { FitLexiconReport } from '../../fitting/fit-lexicon.js';
import type { FitTermsReport } from '../../fitting/fit-terms.js';
import type { FittedSentences } from '../../fitting/sentence-encoder/fit-sentence-encoder.js';
import { writeFittedText } from '../../fitting/fit-text-state.js';
import { encoderStates } from '../../fitting/text-encoder-files.js';
import { readLexicon } from './lexicon.stage.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { TaggerOutcome } from './tagger.stage.js';
import { readDocumentFrequencies } from './terms.stage.js';

const VERSION = 1;

export interface TextStateFrom {
  readonly tagger: Made<TaggerOutcome | null>;
  readonly lexicon: Made<FitLexiconReport>;
  readonly terms: Made<FitTermsReport>;
  readonly sentenceEncoder: Made<FittedSentences | null>;
}

/** `text.json`: all that was fitted for text, put together; with the files of the text encoder where one is used. */
export async function textStateStage(
  { run, stages, experiment }: PhaseOne,
  { tagger, lexicon, terms, sentenceEncoder }: TextStateFrom,
): Promise<Made<null>> {
  const { text } = experiment;
  const { keyTerms, maxIngredients, maxSentences } = text;
  const inputs = {
    lexicon: lexicon.sha256,
    terms: terms.sha256,
    settings: { keyTerms, maxIngredients, maxSentences },
    encoders: await encoderStates(text, sentenceEncoder.report?.state),
    tagger: tagger.sha256,
  };
  const { textEncoder, tokenizer } = OPTIONAL_BUNDLE_FILES;
  const encoder = readsWithBert(text) ? [textEncoder, tokenizer] : [];
  const files = [BUNDLE_FILES.text, ...encoder].map((file) => join(run.text, file));
  return stages.run({ name: 'text-state', version: VERSION, inputs, files }, async () => {
    await writeFittedText(run.text, {
      settings: text,
      sentences: sentenceEncoder.report?.state,
      documents: terms.report.documents,
      documentFrequencies: await readDocumentFrequencies(run),
      lexicon: await readLexicon(run),
      termDimension: text.termDimension,
      termCount: terms.report.terms,
    });
    return null;
  });
}
