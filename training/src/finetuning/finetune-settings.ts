import { z } from 'zod';

/**
 * How the trunk is trained end to end after both encoders were trained on the features of the frozen one. Batches,
 * loss and validation bag are those of the training before. All defaults are ours: the paper unfreezes the trunk
 * but does not say how. Step sizes are a tenth of its, so that good weights are not lost in the first steps.
 */
export const finetuneSettingsSchema = z.strictObject({
  /** First stage of the trunk that is trained: 1 to 4 the stages of blocks, 0 the stem, and so all of it. */
  fromStage: z.int().min(0).max(4).default(4),
  /**
   * Batch norms of the trained stages: `kept` statistics of the weights that fine-tuning starts from, which any
   * size of batch leaves as they are, or those of each micro-batch (`batch`), which then move the kept ones.
   */
  trunkNorm: z.enum(['kept', 'batch']).default('kept'),
  /** Photos that pass the trunk at once: less is less memory; with `kept` statistics the result is the same. */
  microBatch: z.int().positive().default(16),
  /**
   * Gradient checkpointing: of a micro-batch, only what goes into each block is kept, and what is inside is computed
   * again. For larger micro-batches than memory allows, which one more pass through the trained stages pays for.
   */
  checkpoints: z.boolean().default(false),
  /** Adam's step size for the encoders and the classifier. */
  learningRate: z.number().positive().default(1e-5),
  /** Adam's step size for the trunk. */
  trunkLearningRate: z.number().positive().default(1e-5),
  /** What both are multiplied by once validation stops improving. */
  reduction: z.number().positive().max(1).default(0.1),
  /** Validations in a row without improvement before that. */
  patience: z.int().positive().default(2),
  /** Validations without improvement after that before fine-tuning stops. */
  stopAfter: z.int().positive().default(3),
  /** Upper bound, passes over the train pairs. */
  maxEpochs: z.int().positive().default(20),
  /** Batches whose photos are read while the engine works on another. */
  batchesAhead: z.int().positive().default(2),
});
export type FinetuneSettings = z.infer<typeof finetuneSettingsSchema>;
