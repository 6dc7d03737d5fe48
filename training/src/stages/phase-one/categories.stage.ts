import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { join } from 'node:path';
import { type FitCategoriesReport, categoryInputs, fitCategories } from '../../fitting/fit-categories.js';
import { stoppable, stoppableProgress } from '../stoppable.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { ReadOutcome } from './read.stage.js';

const VERSION = 1;

/** Recipe categories: `categories.json`. */
export async function categoriesStage(
  { run, stages, source, experiment, onProgress, signal }: PhaseOne,
  { report: { hashes } }: Made<ReadOutcome>,
): Promise<Made<FitCategoriesReport>> {
  const { classesFile } = source;
  const settings = experiment.categories;
  const inputs = { text: hashes.text, settings: await categoryInputs(settings, classesFile) };
  const files = [join(run.text, OPTIONAL_BUNDLE_FILES.categories)];
  return stages.run({ name: 'categories', version: VERSION, inputs, files }, async () => {
    const { report } = await fitCategories(() => stoppable(source.read(), signal), settings, {
      classesFile,
      out: run.text,
      onProgress: stoppableProgress(onProgress, signal),
    });
    return report;
  });
}
