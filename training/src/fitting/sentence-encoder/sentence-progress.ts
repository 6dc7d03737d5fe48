import { z } from 'zod';

/** One pass over the train pairs. */
const sentenceEpochSchema = z.strictObject({
  /** From 1. */
  epoch: z.int(),
  /** Mean over the epoch's batches. */
  loss: z.number(),
  /** The same on the validation pairs, over all words and without dropout. */
  validationLoss: z.number(),
  /** e to the mean -log p of a word of the validation sentences. */
  perplexity: z.number(),
});
export type SentenceEpoch = z.infer<typeof sentenceEpochSchema>;

/** Where the training of a sentence encoder stands: all of its state that is not an array. */
export const sentenceProgressSchema = z.strictObject({
  /** Epochs finished. */
  epoch: z.int().nonnegative(),
  /** Batches finished in the epoch that runs. */
  batch: z.int().nonnegative(),
  /** Sum of their losses. */
  lossSum: z.number(),
  bestEpoch: z.int().optional(),
  history: z.array(sentenceEpochSchema),
});
export type SentenceProgress = z.infer<typeof sentenceProgressSchema>;

export const SENTENCE_PROGRESS_START: SentenceProgress = { epoch: 0, batch: 0, lossSum: 0, history: [] };
