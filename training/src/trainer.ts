import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import type { FeatureSet } from './data/feature-set.js';
import type { EpochRun } from './epoch-run.js';
import type { Experiment } from './experiment.js';
import { type RunOptions, type TrainingOutcome, TrainingRun } from './training-run.js';

export interface TrainingOptions extends RunOptions {
  /** Once aborted, the batch at hand is finished, the checkpoint written and training left. */
  readonly signal?: AbortSignal;
}

interface Ended {
  readonly ended: 'converged' | 'maxEpochs' | 'interrupted';
}

export type TrainingResult = TrainingOutcome & Ended;

/**
 * Phase II (SEJE, section 4): learns the joint embedding of a feature set's train pairs, and keeps the
 * weights that rank the validation pairs best.
 * @throws SejeError DATA_EMPTY (too few pairs), TRAINING_DIVERGED, OUT_OF_MEMORY, DISK_WRITE_FAILED; with
 * `resume` FILE_NOT_FOUND, CHECKPOINT_INVALID, CHECKPOINT_MISMATCH
 */
export async function train(
  featureSet: FeatureSet,
  experiment: Experiment,
  { signal, ...options }: TrainingOptions,
): Promise<TrainingResult> {
  return runEpochs(await TrainingRun.open(featureSet, experiment, options), signal);
}

/** Takes a run to its end, or to where the signal stops it, and closes it. @throws what its steps throw */
export async function runEpochs<Batch, Outcome>(
  run: EpochRun<Batch, Outcome>,
  signal?: AbortSignal,
): Promise<Outcome & Ended> {
  try {
    await run.begin?.();
    while (run.ended === undefined) {
      for await (const batch of run.remainingBatches()) {
        if (signal?.aborted === true) {
          await run.save();
          await run.end('interrupted');
          return { ...run.outcome(), ended: 'interrupted' };
        }
        await run.step(batch); // forward, loss, gradients, Adam
        await turnOfTheEventLoop(); // engines hold it: signals and progress get their turn here
      }
      await run.endEpoch(); // validation, learning rate, best weights
      await run.save();
    }
    await run.end(run.ended);
    return { ...run.outcome(), ended: run.ended };
  } catch (error) {
    await run.end('failed', error).catch(() => undefined); // the first failure is the one to tell
    throw error;
  } finally {
    await run.close();
  }
}
