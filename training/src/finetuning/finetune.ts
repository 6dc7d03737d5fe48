import { requireNative } from '../tensor-engine/require-native.js';
import { type TrainingResult, runEpochs } from '../trainer.js';
import { type FinetuningOutcome, type FinetuningParts, FinetuningRun } from './finetuning-run.js';

/** What the native engine is needed for. */
export const FINETUNING = 'Fine-tuning the trunk';

export interface FinetuningOptions extends FinetuningParts {
  /** Once aborted, the batch at hand is finished, the checkpoint written and fine-tuning left. */
  readonly signal?: AbortSignal;
}

export type FinetuningResult = FinetuningOutcome & Pick<TrainingResult, 'ended'>;

/**
 * The second half of training (SEJE, section 5.1): encoders and the last stages of the trunk learn together, by
 * the same joint loss, from the photos themselves, augmented. Keeps the weights that rank the validation pairs
 * best on the centres of their photos.
 * @throws SejeError ENGINE_UNAVAILABLE (not native), DATA_EMPTY, TRAINING_DIVERGED, OUT_OF_MEMORY, DISK_WRITE_FAILED,
 * what reading a photo throws; with `resume` FILE_NOT_FOUND, CHECKPOINT_INVALID, CHECKPOINT_MISMATCH
 */
export async function finetune({ signal, ...parts }: FinetuningOptions): Promise<FinetuningResult> {
  requireNative(parts.engine, FINETUNING);
  return runEpochs(await FinetuningRun.open(parts), signal);
}
