import { parseJson } from '@seje/core';
import { z } from 'zod';
import { type RunIdentity, assertSameRun } from '../checkpoint.js';
import { arraysOfLearner, learnerOfArrays, stepsOfLearner } from '../learner-arrays.js';
import { readCheckedArrays, writeCheckedArrays } from '../networks/checked-arrays.js';
import { prefixed, under } from '../networks/named-weights.js';
import { type TrainingProgress, progressSchema } from '../training-progress.js';
import type { FinetuneState, FinetunedWeights } from './finetune-learner.js';

/** All that a fine-tuning needs to go on as if it had not stopped. */
export interface FinetuneCheckpoint {
  readonly progress: TrainingProgress;
  readonly state: FinetuneState;
  /** Weights at the best validation so far. */
  readonly best: FinetunedWeights;
}

const FORMAT = 'seje-finetune-checkpoint/1';
const REMEDY = 'Start it again without --resume.';
const steps = z.int().nonnegative();
const stateSchema = z.strictObject({
  format: z.literal(FORMAT),
  identity: z.strictObject({ experimentHash: z.string(), features: z.string(), engine: z.string() }),
  adamSteps: steps,
  discriminatorSteps: steps,
  trunkSteps: steps,
  progress: progressSchema,
});

/** Writes one safetensors file, whole or not at all. @throws SejeError DISK_WRITE_FAILED */
export async function writeFinetuneCheckpoint(
  path: string,
  { progress, state: { encoders, trunk, trunkAdam }, best }: FinetuneCheckpoint,
  identity: RunIdentity,
): Promise<void> {
  const arrays = {
    ...arraysOfLearner(encoders),
    ...prefixed('trunk.', trunk),
    ...prefixed('trunkAdam.', trunkAdam.moments),
    ...prefixed('best.recipe.', best.recipe),
    ...prefixed('best.image.', best.image),
    ...prefixed('best.trunk.', best.trunk),
  };
  const taken = { ...stepsOfLearner(encoders), trunkSteps: trunkAdam.steps };
  const state = JSON.stringify({ format: FORMAT, identity, ...taken, progress });
  await writeCheckedArrays(path, { state, arrays });
}

/** @throws SejeError FILE_NOT_FOUND, CHECKPOINT_INVALID (damaged), CHECKPOINT_MISMATCH (of another fine-tuning) */
export async function readFinetuneCheckpoint(
  path: string,
  identity: RunIdentity,
): Promise<FinetuneCheckpoint> {
  const { state: text, arrays } = await readCheckedArrays(path, {
    missing: 'There is nothing to resume: run without --resume.',
    damaged: REMEDY,
  });
  const state = parseJson(stateSchema, text, {
    where: `the state in ${path}`,
    code: 'CHECKPOINT_INVALID',
    remedy: REMEDY,
  });
  assertSameRun(path, { expected: identity, found: state.identity });
  return {
    progress: state.progress,
    state: {
      encoders: learnerOfArrays(arrays, state),
      trunk: under('trunk.', arrays),
      trunkAdam: { steps: state.trunkSteps, moments: under('trunkAdam.', arrays) },
    },
    best: {
      recipe: under('best.recipe.', arrays),
      image: under('best.image.', arrays),
      trunk: under('best.trunk.', arrays),
    },
  };
}
