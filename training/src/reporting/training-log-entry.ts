import { z } from 'zod';

/** What is no number, such as NaN, is null in JSON. */
const figure = z.number().nullable();
/** By name; absent is what was not measured. */
const figures = z.record(z.string(), figure.optional());

/** A line of `train.jsonl` that a step wrote. */
export const stepEntrySchema = z.object({
  /** From 1. */
  step: z.int().positive(),
  epoch: z.int().positive(),
  /** ISO 8601. */
  time: z.string().optional(),
  /** Sum of the terms. */
  loss: figure,
  /** Each with its weight applied. */
  terms: figures,
  gradientNorm: figure,
  discriminator: figures.optional(),
  /** See mined-statistics.ts and embedding-statistics.ts; absent in logs of before there were any. */
  mining: figures.optional(),
  embedding: figures.optional(),
  learningRate: figure,
  /** Of fine-tuning: the trunk's own step size, and how long the step waited for its photos, seconds. */
  trunkLearningRate: figure.optional(),
  photosWaited: figure.optional(),
  engine: z.string(),
});

/** A line that a validation wrote, after the step that it names. */
export const validationEntrySchema = z.object({
  event: z.literal('validation'),
  step: z.int().positive(),
  epoch: z.int().positive(),
  time: z.string(),
  validation: figures,
});

/** A line on the life of the run: `start`, `resume`, `end`. */
const lifeEntrySchema = z.looseObject({ event: z.string(), step: z.int().optional() });

export const logEntrySchema = z.union([validationEntrySchema, stepEntrySchema, lifeEntrySchema]);

export type StepEntry = z.infer<typeof stepEntrySchema>;
export type ValidationEntry = z.infer<typeof validationEntrySchema>;
export type LogEntry = z.infer<typeof logEntrySchema>;
