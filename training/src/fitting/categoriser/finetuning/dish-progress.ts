import { z } from 'zod';

const dishEpochSchema = z.strictObject({
  /** From 1; 0 is what fine-tuning starts from. */
  epoch: z.int().nonnegative(),
  /** Mean cross entropy of the train photos while they were learned from, nats; absent before the first epoch. */
  loss: z.number().optional(),
  validation: z.strictObject({
    /** Mean cross entropy, nats. */
    loss: z.number(),
    /** Share of the photos whose most probable label is right. */
    top1: z.number(),
  }),
});
/** One pass over the train photos. */
export type DishEpoch = z.infer<typeof dishEpochSchema>;

/** Where fine-tuning stands: all of its state that is not an array. */
export const dishProgressSchema = z.strictObject({
  /** Batches finished in the epoch that runs. */
  batch: z.int().nonnegative(),
  /** Sum of the losses of the photos of the epoch that runs. */
  lossSum: z.number(),
  /** Epochs finished, from the start weights on. */
  history: z.array(dishEpochSchema),
});
export type DishProgress = z.infer<typeof dishProgressSchema>;

/** The epoch with the smallest validation loss, the first of those. */
export function bestEpochOf({ history }: Pick<DishProgress, 'history'>): DishEpoch {
  return history.reduce((best, epoch) => (epoch.validation.loss < best.validation.loss ? epoch : best));
}
