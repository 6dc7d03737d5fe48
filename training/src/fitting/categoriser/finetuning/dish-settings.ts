import type { ValidationPart } from '../validation-part.js';

/** How a trunk is fine-tuned to name dishes. All of it is ours: the paper says that it was, not how. */
export interface DishSettings extends ValidationPart {
  /** First stage of the trunk that is trained: 1 to 4 the stages of blocks, 0 the stem, and so all of it. */
  readonly fromStage: number;
  /**
   * Batch norms of the trained stages: `kept` statistics of the weights that it starts from, or those of each
   * micro-batch (`batch`), which then move the kept ones.
   */
  readonly trunkNorm: 'kept' | 'batch';
  /** Photos in a step. */
  readonly batchSize: number;
  /** Photos that pass the trained stages at once; the gradients of a batch's parts are added up. */
  readonly microBatch: number;
  /** Whether each block's maps are computed again when the gradient comes to it: less memory, a third more time. */
  readonly recompute: boolean;
  /** Adam's step size at the start; it falls to 0 along half a cosine (Loshchilov & Hutter 2017). */
  readonly learningRate: number;
  /** Passes over the photos. */
  readonly epochs: number;
  /**
   * Cuts of each photo whose maps before the trained stages are kept on disk, and that the epochs take in turn; 0: a
   * new cut in each epoch, and nothing is kept.
   */
  readonly views: number;
}

export const DISH_DEFAULTS: Omit<DishSettings, 'seed'> = {
  validationShare: 0.1,
  fromStage: 4,
  trunkNorm: 'kept',
  batchSize: 32,
  microBatch: 32,
  recompute: false,
  learningRate: 1e-5,
  epochs: 6,
  views: 0,
};
