import { z } from 'zod';

const validationSchema = z.strictObject({
  score: z.number(),
  medianRank: z.number(),
  recallAt1: z.number(),
  recallAt5: z.number(),
  recallAt10: z.number(),
});

/** One pass over the train pairs. */
export const epochRecordSchema = z.strictObject({
  /** From 1. */
  epoch: z.int(),
  /** Mean over the epoch's batches. */
  loss: z.number(),
  learningRate: z.number(),
  /** Absent where the epoch was not validated. */
  validation: validationSchema.optional(),
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;

/** Where a run stands: all of its state that is not an array. */
export const progressSchema = z.strictObject({
  /** Epochs finished. */
  epoch: z.int().nonnegative(),
  /** Batches finished in the epoch that runs. */
  batch: z.int().nonnegative(),
  /** Batches finished in all. */
  step: z.int().nonnegative(),
  /** Sum of the losses of the epoch that runs. */
  lossSum: z.number(),
  schedule: z.strictObject({
    best: z.number().optional(),
    waited: z.int().nonnegative(),
    reduced: z.boolean(),
  }),
  bestEpoch: z.int().optional(),
  history: z.array(epochRecordSchema),
});
export type TrainingProgress = z.infer<typeof progressSchema>;

export const PROGRESS_START: TrainingProgress = {
  epoch: 0,
  batch: 0,
  step: 0,
  lossSum: 0,
  schedule: { waited: 0, reduced: false },
  history: [],
};

/** After a step with this loss. */
export function afterStep(progress: TrainingProgress, loss: number): TrainingProgress {
  const { step, batch, lossSum } = progress;
  return { ...progress, step: step + 1, batch: batch + 1, lossSum: lossSum + loss };
}

/** After the last step of an epoch that had this learning rate. */
export function afterEpoch(progress: TrainingProgress, learningRate: number): TrainingProgress {
  const { lossSum, batch, history } = progress;
  const epoch = progress.epoch + 1;
  const record = { epoch, loss: lossSum / batch, learningRate };
  return { ...progress, epoch, batch: 0, lossSum: 0, history: [...history, record] };
}

/** With what the epoch that has just ended was found to be worth. */
export function withValidation(
  progress: TrainingProgress,
  validation: NonNullable<EpochRecord['validation']>,
): TrainingProgress {
  const { history } = progress;
  return { ...progress, history: [...history.slice(0, -1), { ...history.at(-1)!, validation }] };
}
