import { sha256OfFile } from '@seje/core';
import { type IngredientTagger, openIngredientTagger, taggerFiles } from '@seje/preprocessing';
import { openTensorEngine } from '../../tensor-engine/open-tensor-engine.js';
import { type LabelsReport, linesOfFiles, linesOfRecipes } from '../../fitting/tagger/collect-lines.js';
import { type FitTaggerReport, fitTagger } from '../../fitting/tagger/fit-tagger.js';
import { requireLabelledCsv } from '../../fitting/tagger/read-labelled-csv.js';
import { trainRecipes } from '../../fitting/train-recipes.js';
import { stoppable } from '../stoppable.js';
import type { RunFolder } from '../run-folder.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { ReadOutcome } from './read.stage.js';

export interface TaggerOutcome extends FitTaggerReport {
  readonly labels: LabelsReport;
}

const VERSION = 1;

/**
 * The ingredient tagger, trained on the labelled lines of the experiment and of the data set; nothing where entities
 * are found by rules. A change of any other setting leaves it as it is.
 */
export async function taggerStage(
  { run, stages, source, experiment, engine, onProgress, signal }: PhaseOne,
  { report: { hashes, recipes } }: Made<ReadOutcome>,
): Promise<Made<TaggerOutcome | null>> {
  const { seed, text } = experiment;
  const stage = { name: 'tagger' as const, version: VERSION };
  if (text.entities === 'rules') {
    return stages.run({ ...stage, inputs: { entities: text.entities }, files: [] }, () =>
      Promise.resolve(null),
    );
  }
  const { taggerLines, tagger: settings } = text;
  const inputs = {
    train: hashes.train,
    lines: await Promise.all(taggerLines.map(fingerprint)),
    settings,
    seed,
  };
  const made = Object.values(taggerFiles(run.text));
  return stages.run({ ...stage, inputs, files: made }, async () => {
    const train = trainRecipes(stoppable(source.read(), signal), {
      step: 'labelled ingredient lines',
      total: recipes.train,
      onProgress,
    });
    const files = await linesOfFiles(taggerLines);
    const own = await linesOfRecipes(train, { maxLines: settings.maxLines, seed });
    const fitted = await fitTagger([...files.lines, ...own.lines], settings, {
      engine: await openTensorEngine(engine),
      seed,
      out: run.text,
      onProgress,
      signal,
    });
    return { ...fitted, labels: { files: files.reports, dataSet: own.report } };
  });
}

async function fingerprint(path: string): Promise<string> {
  await requireLabelledCsv(path);
  return sha256OfFile(path);
}

/** Does work with the tagger that the stage made, where there is one, and closes it. */
export async function withTagger<T>(
  run: RunFolder,
  { tagger, provider }: { readonly tagger: Made<TaggerOutcome | null> } & Pick<PhaseOne, 'provider'>,
  work: (opened: IngredientTagger | undefined) => Promise<T>,
): Promise<T> {
  if (tagger.report === null) return work(undefined);
  const opened = await openIngredientTagger(taggerFiles(run.text), { provider });
  try {
    return await work(opened);
  } finally {
    await opened.release();
  }
}
