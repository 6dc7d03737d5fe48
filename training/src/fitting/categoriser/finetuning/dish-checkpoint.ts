import { SejeError, parseJson } from '@seje/core';
import { z } from 'zod';
import type { AdamState } from '../../../adam/adam.js';
import { readCheckedArrays, writeCheckedArrays } from '../../../networks/checked-arrays.js';
import { prefixed, under } from '../../../networks/named-weights.js';
import type { DishWeights } from './dish-network.js';
import { type DishProgress, dishProgressSchema } from './dish-progress.js';

/** All that fine-tuning needs to go on as if it had not stopped; its batches follow from seed and position. */
export interface DishCheckpoint {
  readonly progress: DishProgress;
  readonly weights: DishWeights;
  readonly adam: AdamState;
  /** Weights at the best validation so far. */
  readonly best: DishWeights;
}

const FORMAT = 'seje-dish-checkpoint/1';
const REMEDY = 'Start it again without --resume.';
const stateSchema = z.strictObject({
  format: z.literal(FORMAT),
  identity: z.string(),
  adamSteps: z.int().nonnegative(),
  progress: dishProgressSchema,
});

/**
 * Writes one safetensors file, whole or not at all.
 * @param identity hash of what decides the run
 * @throws SejeError DISK_WRITE_FAILED
 */
export async function writeDishCheckpoint(
  path: string,
  { progress, weights, adam, best }: DishCheckpoint,
  identity: string,
): Promise<void> {
  const arrays = {
    ...prefixed('trunk.', weights.trunk),
    ...prefixed('head.', weights.head),
    ...prefixed('adam.', adam.moments),
    ...prefixed('best.trunk.', best.trunk),
    ...prefixed('best.head.', best.head),
  };
  const state = JSON.stringify({ format: FORMAT, identity, adamSteps: adam.steps, progress });
  await writeCheckedArrays(path, { state, arrays });
}

/** @throws SejeError FILE_NOT_FOUND, CHECKPOINT_INVALID (damaged), CHECKPOINT_MISMATCH (of another run) */
export async function readDishCheckpoint(path: string, identity: string): Promise<DishCheckpoint> {
  const { state: text, arrays } = await readCheckedArrays(path, {
    missing: 'There is nothing to resume: run without --resume.',
    damaged: REMEDY,
  });
  const where = `the state in ${path}`;
  const state = parseJson(stateSchema, text, { where, code: 'CHECKPOINT_INVALID', remedy: REMEDY });
  if (state.identity !== identity) {
    throw new SejeError('CHECKPOINT_MISMATCH', {
      message: `The checkpoint ${path} is of other photos, settings, weights or of another engine`,
      expected: identity,
      found: state.identity,
      remedy: 'Resume with what it was started with, or start again without --resume.',
    });
  }
  return {
    progress: state.progress,
    weights: { trunk: under('trunk.', arrays), head: under('head.', arrays) },
    adam: { steps: state.adamSteps, moments: under('adam.', arrays) },
    best: { trunk: under('best.trunk.', arrays), head: under('best.head.', arrays) },
  };
}
