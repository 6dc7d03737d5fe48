import { BUNDLE_FILES, OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { readVocabBin } from '@seje/preprocessing';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FitLexiconReport } from '../../fitting/fit-lexicon.js';
import type { FitTermsReport } from '../../fitting/fit-terms.js';
import { openTermReader } from '../../fitting/open-term-reader.js';
import {
  type FittedSentences,
  fitSentenceEncoder,
} from '../../fitting/sentence-encoder/fit-sentence-encoder.js';
import { openTensorEngine } from '../../tensor-engine/open-tensor-engine.js';
import { stoppable } from '../stoppable.js';
import { readLexicon } from './lexicon.stage.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { ReadOutcome } from './read.stage.js';

const VERSION = 1;

export interface SentenceEncoderFrom {
  readonly read: Made<ReadOutcome>;
  readonly lexicon: Made<FitLexiconReport>;
  readonly terms: Made<FitTermsReport>;
}

/** The sentence encoder `lstm`, where the experiment asks for it. */
export async function sentenceEncoderStage(
  { run, stages, source, experiment, engine: choice, onProgress, signal }: PhaseOne,
  { read, lexicon, terms }: SentenceEncoderFrom,
): Promise<Made<FittedSentences | null>> {
  const { seed, text } = experiment;
  const { keyTerms, maxIngredients, maxSentences, sentenceEncoder, sentenceDimension, sentenceTraining } =
    text;
  const fitting = { keyTerms, maxIngredients, maxSentences, sentenceDimension, sentenceTraining };
  const wanted = sentenceEncoder === 'lstm';
  const inputs = wanted && {
    // train is fitted on, val tells when to stop
    text: read.report.hashes.text,
    lexicon: lexicon.sha256,
    terms: terms.sha256,
    fitting,
    seed,
  };
  const file = join(run.text, OPTIONAL_BUNDLE_FILES.sentenceEncoder);
  const stage = { name: 'sentence-encoder' as const, version: VERSION, inputs: { ...inputs } };
  return stages.run({ ...stage, files: wanted ? [file] : [] }, async () => {
    await rm(file, { force: true });
    if (!wanted) return null;
    return fitSentenceEncoder(() => stoppable(source.read(), signal), text, {
      reader: await openTermReader(text, await readLexicon(run)),
      vectors: await readVocabBin(join(run.text, BUNDLE_FILES.termVectors)),
      engine: await openTensorEngine(choice),
      seed,
      out: run.text,
      onProgress,
      signal,
    });
  });
}
