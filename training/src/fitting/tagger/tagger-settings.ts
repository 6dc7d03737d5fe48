import { z } from 'zod';

/** How the ingredient tagger is built and trained: what it is, unit, default. Ours: the paper gives no numbers. */
export const taggerSettingsSchema = z.strictObject({
  /** D, width of the embedding of words, their parts and shapes. */
  embedding: z.int().positive().default(96),
  /** H, width of one direction's state. */
  hidden: z.int().positive().default(96),
  /** Bi-LSTMs one upon the other. */
  layers: z.int().positive().default(1),
  /** Words rarer than this in the labelled lines have no feature of their own. */
  minWordCount: z.int().positive().default(2),
  /** Rows of the embedding that parts of words share by their hash. */
  buckets: z.int().positive().default(8192),
  /** Tokens of a line that are read. */
  maxTokens: z.int().positive().default(64),
  /** Labelled lines of the data set that are learned from, at most. */
  maxLines: z.int().positive().default(50_000),
  /** Headings and notes made up for each labelled line. */
  madeShare: z.number().min(0).max(1).default(0.1),
  /** Share of the labelled lines that chooses the best weights. */
  validationShare: z.number().gt(0).lt(1).default(0.1),
  /** Lines in a batch. */
  batchSize: z.int().positive().default(128),
  /** Adam's step size at the start; it falls to 0 along a half cosine over `maxRounds`. */
  learningRate: z.number().positive().default(3e-3),
  /** Rounds at most; validation ends each. A round is a pass over the lines, or several where they are few. */
  maxRounds: z.int().positive().default(10),
  /** Steps that a round has at least. */
  roundSteps: z.int().positive().default(100),
  /** Rounds without a better validation before training stops. */
  patience: z.int().positive().default(3),
  /** Share of the numbers dropped between layers. */
  dropout: z.number().min(0).lt(1).default(0.4),
  /** Chance that a word is taken for an unknown one while learning. */
  wordDropout: z.number().min(0).lt(1).default(0.05),
});
export type TaggerSettings = z.infer<typeof taggerSettingsSchema>;
