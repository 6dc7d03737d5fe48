import { BUNDLE_FILES } from '@seje/artifacts';
import { parseJson, readFileOr, writeFileDurably } from '@seje/core';
import { writeVocabBin } from '@seje/preprocessing';
import { join } from 'node:path';
import { z } from 'zod';
import type { FitLexiconReport } from '../../fitting/fit-lexicon.js';
import { type FitTermsReport, fitTerms } from '../../fitting/fit-terms.js';
import { trainRecipes } from '../../fitting/train-recipes.js';
import type { RunFolder } from '../run-folder.js';
import { stoppable, stoppableProgress } from '../stoppable.js';
import { readLexicon } from './lexicon.stage.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { ReadOutcome } from './read.stage.js';
import { type TaggerOutcome, withTagger } from './tagger.stage.js';

const VERSION = 1;
const FILE = 'document-frequencies.json';
const frequenciesSchema = z.record(z.string(), z.int().positive());

export interface TermsFrom {
  readonly read: Made<ReadOutcome>;
  readonly tagger: Made<TaggerOutcome | null>;
  readonly lexicon: Made<FitLexiconReport>;
}

/** Document frequencies, and term embeddings by word2vec. What rates the terms decides nothing here. */
export async function termsStage(
  { run, stages, source, experiment, provider, onProgress, signal }: PhaseOne,
  { read, tagger, lexicon }: TermsFrom,
): Promise<Made<FitTermsReport>> {
  const { keyTerms, maxIngredients, maxSentences, minCount, ...word2vec } = experiment.text;
  const { termDimension, window, iterations, subsample, threads } = word2vec;
  const reading = { keyTerms, maxIngredients, maxSentences, minCount };
  const fitting = { termDimension, window, iterations, subsample };
  const { seed } = experiment;
  const { hashes, recipes } = read.report;
  const inputs = {
    train: hashes.train,
    lexicon: lexicon.sha256,
    // one thread gives the same each time; how many several are decides nothing that another run would not change too
    settings: { ...reading, ...fitting, threads: threads === 1 ? 1 : 'several' },
    seed,
    tagger: tagger.sha256,
  };
  const files = [run.inPhaseOne(FILE), join(run.text, BUNDLE_FILES.termVectors)] as const;
  return stages.run({ name: 'terms', version: VERSION, inputs, files }, async () => {
    const train = trainRecipes(stoppable(source.read(), signal), {
      step: 'terms',
      total: recipes.train,
      onProgress,
    });
    const entities = await readLexicon(run);
    const { vectors, frequencies, report } = await withTagger(run, { tagger, provider }, (opened) =>
      fitTerms(train, {
        settings: { ...reading, ...fitting, threads },
        lexicon: entities,
        tagger: opened,
        seed,
        scratch: run.inPhaseOne(),
        onProgress: stoppableProgress(onProgress, signal),
      }),
    );
    const sorted = [...frequencies.frequencies].sort(([a], [b]) => (a < b ? -1 : 1));
    await writeFileDurably(files[0], `${JSON.stringify(Object.fromEntries(sorted))}\n`);
    await writeVocabBin(files[1], vectors);
    return report;
  });
}

/** Term -> number of train recipes that hold it. @throws SejeError FILE_NOT_FOUND, JSON_INVALID */
export async function readDocumentFrequencies(run: RunFolder): Promise<Record<string, number>> {
  const path = run.inPhaseOne(FILE);
  const text = await readFileOr(path, 'Run "seje preprocess" on this folder again.');
  return parseJson(frequenciesSchema, text.toString('utf8'), { where: path });
}
