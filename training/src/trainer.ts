import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import type { FeatureSet } from './data/feature-set.js';
import type { Experiment } from './experiment.js';
import type { EncoderWeights } from './networks/joint-embedding.js';
import type { NamedWeights } from './networks/named-weights.js';
import type { EpochRecord } from './training-progress.js';
import { type RunOptions, TrainingRun } from './training-run.js';

export { CHECKPOINT_FILE } from './training-run.js';

export interface TrainingOptions extends RunOptions {
  /** Once aborted, the batch at hand is finished, the checkpoint written and training left. */
  readonly signal?: AbortSignal;
}

/** The weights of the epoch with the best validation, and how it came to them. */
export interface TrainingResult extends EncoderWeights {
  /** Networks that only the loss has a use for, of the last step; without weights where it has none. */
  readonly classifier: NamedWeights;
  readonly discriminator: NamedWeights;
  readonly history: readonly EpochRecord[];
  /** From 1; absent where training was interrupted before its first validation. */
  readonly bestEpoch: number | undefined;
  readonly ended: 'converged' | 'maxEpochs' | 'interrupted';
  readonly engine: string;
}

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
  const run = await TrainingRun.open(featureSet, experiment, options);
  try {
    while (run.ended === undefined) {
      for (const batch of run.remainingBatches()) {
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
