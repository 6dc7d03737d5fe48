import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import type { DishCheckpoint } from './dish-checkpoint.js';
import { DishRun, type DishRunParts } from './dish-run.js';

/**
 * Trains a trunk's last stages and the softmax head together on augmented photos, and keeps the weights with the
 * smallest cross entropy on the validation photos; those that it starts from are among the candidates.
 * @param signal once aborted, the batch at hand is finished, the checkpoint written and the signal's reason thrown
 * @throws SejeError TRAINING_DIVERGED, DISK_WRITE_FAILED, what reading a photo throws
 */
export async function finetuneDishes(
  { signal, ...parts }: DishRunParts & { readonly signal: AbortSignal },
  saved?: DishCheckpoint,
): Promise<ReturnType<DishRun['outcome']>> {
  const run = await DishRun.open(parts, saved);
  while (!run.ended) {
    for await (const batch of run.remainingBatches()) {
      if (signal.aborted) {
        await run.save();
        signal.throwIfAborted();
      }
      run.step(batch);
      await turnOfTheEventLoop(); // the engine holds it: signals and progress get their turn here
    }
    await run.endEpoch();
    await run.save();
  }
  return run.outcome();
}
