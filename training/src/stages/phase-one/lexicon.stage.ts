import { readFileOr, parseJson, writeFileDurably } from '@seje/core';
import { z } from 'zod';
import { type FitLexiconReport, fitLexicon } from '../../fitting/fit-lexicon.js';
import { trainRecipes } from '../../fitting/train-recipes.js';
import type { RunFolder } from '../run-folder.js';
import { stoppable } from '../stoppable.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { ReadOutcome } from './read.stage.js';
import { type TaggerOutcome, withTagger } from './tagger.stage.js';

const VERSION = 1;
const FILE = 'lexicon.json';
const lexiconSchema = z.array(z.string());

/** The set of ingredient entities. */
export async function lexiconStage(
  { run, stages, source, experiment, provider, onProgress, signal }: PhaseOne,
  { read, tagger }: { readonly read: Made<ReadOutcome>; readonly tagger: Made<TaggerOutcome | null> },
): Promise<Made<FitLexiconReport>> {
  const { minPhraseCount } = experiment.text;
  const { hashes, recipes } = read.report;
  const inputs = { train: hashes.train, minPhraseCount, tagger: tagger.sha256 };
  const file = run.inPhaseOne(FILE);
  return stages.run({ name: 'lexicon', version: VERSION, inputs, files: [file] }, async () => {
    const train = trainRecipes(stoppable(source.read(), signal), {
      step: 'ingredient entities',
      total: recipes.train,
      onProgress,
    });
    const { lexicon, report } = await withTagger(run, { tagger, provider }, (opened) =>
      fitLexicon(train, experiment.text, opened),
    );
    await writeFileDurably(file, `${JSON.stringify(lexicon)}\n`);
    return report;
  });
}

/** What `lexiconStage` made. @throws SejeError FILE_NOT_FOUND, JSON_INVALID */
export async function readLexicon(run: RunFolder): Promise<string[]> {
  const path = run.inPhaseOne(FILE);
  const text = await readFileOr(path, 'Run "seje preprocess" on this folder again.');
  return parseJson(lexiconSchema, text.toString('utf8'), { where: path });
}
