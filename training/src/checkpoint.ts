import { SejeError, parseJson } from '@seje/core';
import { z } from 'zod';
import { arraysOfLearner, learnerOfArrays, stepsOfLearner } from './learner-arrays.js';
import type { LearnerState } from './learner.js';
import { readCheckedArrays, writeCheckedArrays } from './networks/checked-arrays.js';
import type { EncoderWeights } from './networks/joint-embedding.js';
import { prefixed, under } from './networks/named-weights.js';
import { type TrainingProgress, progressSchema } from './training-progress.js';

/** In the folder of a training. */
export const CHECKPOINT_FILE = 'checkpoint.safetensors';

/** What a run is: it can only be resumed as the same. */
export interface RunIdentity {
  readonly experimentHash: string;
  /** Fingerprint of the feature set. */
  readonly features: string;
  /** Engines round differently. */
  readonly engine: string;
}

/** All that a run needs to go on as if it had not stopped; its batches follow from seed and position. */
export interface Checkpoint {
  readonly progress: TrainingProgress;
  readonly learner: LearnerState;
  /** Weights at the best validation so far. */
  readonly best?: EncoderWeights;
}

const FORMAT = 'seje-checkpoint/1';
const REMEDY = 'Start the run again without --resume.';
const stateSchema = z.strictObject({
  format: z.literal(FORMAT),
  identity: z.strictObject({ experimentHash: z.string(), features: z.string(), engine: z.string() }),
  adamSteps: z.int().nonnegative(),
  /** Absent in checkpoints of before there was one. */
  discriminatorSteps: z.int().nonnegative().default(0),
  progress: progressSchema,
});

/** Writes one safetensors file, whole or not at all. @throws SejeError DISK_WRITE_FAILED */
export async function writeCheckpoint(
  path: string,
  { progress, learner, best }: Checkpoint,
  identity: RunIdentity,
): Promise<void> {
  const arrays = {
    ...arraysOfLearner(learner),
    ...prefixed('best.recipe.', best?.recipe ?? {}),
    ...prefixed('best.image.', best?.image ?? {}),
  };
  const state = JSON.stringify({ format: FORMAT, identity, ...stepsOfLearner(learner), progress });
  await writeCheckedArrays(path, { state, arrays });
}

/**
 * Reads and verifies a checkpoint.
 * @throws SejeError FILE_NOT_FOUND, CHECKPOINT_INVALID (damaged), CHECKPOINT_MISMATCH (of another run)
 */
export async function readCheckpoint(path: string, identity: RunIdentity): Promise<Checkpoint> {
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
  const best = { recipe: under('best.recipe.', arrays), image: under('best.image.', arrays) };
  return {
    progress: state.progress,
    learner: learnerOfArrays(arrays, state),
    ...(Object.keys(best.recipe).length > 0 && { best }),
  };
}

/** @throws SejeError CHECKPOINT_MISMATCH */
export function assertSameRun(
  path: string,
  { expected, found }: { expected: RunIdentity; found: RunIdentity },
): void {
  const names = { experimentHash: 'experiment (hash)', features: 'feature set', engine: 'engine' } as const;
  for (const key of Object.keys(names) as (keyof RunIdentity)[]) {
    if (expected[key] === found[key]) continue;
    throw new SejeError('CHECKPOINT_MISMATCH', {
      message: `The checkpoint ${path} is of another ${names[key]}`,
      expected: expected[key],
      found: found[key],
      remedy: 'Resume with what the run was started with, or start again without --resume.',
    });
  }
}
