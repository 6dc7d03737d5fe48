import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import { requireNative } from '../tensor-engine/require-native.js';
import type { EpochRecord } from '../training-progress.js';
import type { FinetunedWeights } from './finetune-learner.js';
import { type FinetuningParts, FinetuningRun } from './finetuning-run.js';

/** What the native engine is needed for. */
export const FINETUNING = 'Fine-tuning the trunk';

export interface FinetuningOptions extends FinetuningParts {
  /** Once aborted, the batch at hand is finished, the checkpoint written and fine-tuning left. */
  readonly signal?: AbortSignal;
}

/** The weights with the best validation, and how it came to them. */
export interface FinetuningResult extends FinetunedWeights {
  readonly history: readonly EpochRecord[];
  /** 0: no epoch ranked better than what was started from. */
  readonly bestEpoch: number;
  /** Share of the time that was spent waiting for photos, 0 to 1. */
  readonly photosWaited: number;
  readonly ended: 'converged' | 'maxEpochs' | 'interrupted';
}

/**
 * The second half of training (SEJE, section 5.1): encoders and the last stages of the trunk learn together, by
 * the same joint loss, from the photos themselves, augmented. Keeps the weights that rank the validation pairs
 * best on the centres of their photos.
 * @throws SejeError ENGINE_UNAVAILABLE (not native), DATA_EMPTY, TRAINING_DIVERGED, OUT_OF_MEMORY, DISK_WRITE_FAILED,
 * what reading a photo throws; with `resume` FILE_NOT_FOUND, CHECKPOINT_INVALID, CHECKPOINT_MISMATCH
 */
export async function finetune({ signal, ...parts }: FinetuningOptions): Promise<FinetuningResult> {
  requireNative(parts.engine, FINETUNING);
  const run = await FinetuningRun.open(parts);
  try {
    while (run.ended === undefined) {
      for await (const batch of run.remainingBatches()) {
        if (signal?.aborted === true) {
          await run.save();
          await run.end('interrupted');
          return { ...run.outcome(), ended: 'interrupted' };
        }
        await run.step(batch); // photos through the trunk, loss, gradients, Adam
        await turnOfTheEventLoop(); // the engine holds it: signals and progress get their turn here
      }
      await run.endEpoch(); // validation, step sizes, best weights
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
