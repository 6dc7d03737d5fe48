import type { FeatureSet } from './data/feature-set.js';
import type { Experiment } from './experiment.js';
import type { MemoryWatch } from './memory-watch.js';
import { TrainingJournal } from './reporting/training-journal.js';
import type { TensorEngine } from './tensor-engine/tensor-engine.js';
import type { TrainingPairs } from './training-pairs.js';
import type { TrainingProgress } from './training-progress.js';

export interface JournalledRun {
  readonly featureSet: FeatureSet;
  readonly experiment: Experiment;
  readonly engine: TensorEngine;
  readonly directory: string;
  readonly pairs: TrainingPairs;
  /** Bound on the steps of the whole run. */
  readonly mostSteps: number;
  /** Of the data set that the features were made of. */
  readonly dataFingerprint?: string;
  /** Of a run that goes on: where it stood. */
  readonly progress?: TrainingProgress;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly memory: MemoryWatch;
}

/**
 * Opens the journal of a run and then, with it, the run's networks; where that fails, the journal says so.
 * @throws SejeError what TrainingJournal.open throws, OUT_OF_MEMORY
 */
export async function openJournalOf<T>(
  run: JournalledRun,
  networks: (journal: TrainingJournal) => T,
): Promise<T> {
  const { featureSet, experiment, engine, directory, pairs, mostSteps, progress, memory } = run;
  const { now = Date.now, dataFingerprint } = run;
  const journal = await TrainingJournal.open(directory, {
    facts: {
      experiment,
      data: {
        dataset: dataFingerprint,
        features: featureSet.fingerprint,
        pairs: { train: pairs.train.length, validation: pairs.validation.length },
      },
      mostSteps,
    },
    engine,
    now,
    ...(progress !== undefined && { resumedAt: progress.step }),
  });
  try {
    return await memory.during('The networks', () => networks(journal));
  } catch (error) {
    await journal.end('failed', error).catch(() => undefined); // the first failure is the one to tell
    await journal.close();
    throw error;
  }
}
