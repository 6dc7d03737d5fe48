import { SejeError, isThere, parseJson } from '@seje/core';
import { z } from 'zod';
import type { AdamState } from '../../adam/adam.js';
import { readCheckedArrays, writeCheckedArrays } from '../../networks/checked-arrays.js';
import { type NamedWeights, prefixed, under } from '../../networks/named-weights.js';
import { type SentenceProgress, sentenceProgressSchema } from './sentence-progress.js';

/** All that the training of a sentence encoder needs to go on as if it had not stopped. */
export interface SentenceCheckpoint {
  readonly progress: SentenceProgress;
  readonly adam: AdamState;
  readonly weights: NamedWeights;
  /** Weights at the best validation so far. */
  readonly best: NamedWeights | undefined;
}

const FORMAT = 'seje-sentence-checkpoint/1';
const stateSchema = z.strictObject({
  format: z.literal(FORMAT),
  identity: z.string(),
  adamSteps: z.int().nonnegative(),
  progress: sentenceProgressSchema,
});

/** @param identity hash of all that decides the training. @throws SejeError DISK_WRITE_FAILED */
export async function writeSentenceCheckpoint(
  path: string,
  { progress, adam, weights, best = {} }: SentenceCheckpoint,
  identity: string,
): Promise<void> {
  const arrays = {
    ...prefixed('weights.', weights),
    ...prefixed('adam.', adam.moments),
    ...prefixed('best.', best),
  };
  const state = JSON.stringify({ format: FORMAT, identity, adamSteps: adam.steps, progress });
  await writeCheckedArrays(path, { state, arrays });
}

/** Absent where there is none, or one of another training. @throws SejeError CHECKPOINT_INVALID */
export async function readSentenceCheckpoint(
  path: string,
  identity: string,
): Promise<SentenceCheckpoint | undefined> {
  if (!(await isThere(path))) return undefined;
  const remedy = 'Delete that file: the training will begin anew.';
  const { state, arrays } = await readCheckedArrays(path, { missing: remedy, damaged: remedy });
  const read = parseJson(stateSchema, state, {
    where: `the state in ${path}`,
    code: 'CHECKPOINT_INVALID',
    remedy,
  });
  if (read.identity !== identity) return undefined;
  const best = under('best.', arrays);
  return {
    progress: read.progress,
    adam: { steps: read.adamSteps, moments: under('adam.', arrays) },
    weights: under('weights.', arrays),
    best: Object.keys(best).length > 0 ? best : undefined,
  };
}

/** @throws SejeError TRAINING_DIVERGED */
export function assertFinite(loss: number, at: { readonly epoch: number; readonly batch: number }): void {
  if (Number.isFinite(loss)) return;
  throw new SejeError('TRAINING_DIVERGED', {
    message: `The sentence encoder could not learn from batch ${at.batch + 1} of epoch ${at.epoch + 1}`,
    expected: 'a finite loss and finite gradients',
    found: `${loss}`,
    remedy: 'Lower text.sentenceTraining.learningRate.',
  });
}
