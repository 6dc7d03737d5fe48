import { SejeError } from '@seje/core';
import { existsSync } from 'node:fs';

/** `go on`: from a checkpoint of the same run if there is one; `resume`: it must be there; `anew`: without. */
export type TrainStart = 'go on' | 'resume' | 'anew';

/** A checkpoint of other settings or features cannot be gone on from; `go on` then starts anew. */
export async function withStart<T>(
  start: TrainStart,
  checkpoint: string,
  work: (resume: boolean) => Promise<T>,
): Promise<T> {
  if (start !== 'go on') return work(start === 'resume');
  if (!existsSync(checkpoint)) return work(false);
  try {
    return await work(true);
  } catch (error) {
    if (error instanceof SejeError && error.code === 'CHECKPOINT_MISMATCH') return work(false);
    throw error;
  }
}
