import type { RunEnd } from './reporting/run-record.js';

/** A training whose state can be saved after any batch; `runEpochs` in trainer.ts says in which order it moves. */
export interface EpochRun<Batch, Outcome> {
  /** Whether the schedule has run out, or the passes. */
  readonly ended: 'converged' | 'maxEpochs' | undefined;
  /** What comes before the first step, where there is anything; a run that goes on has done it. */
  begin?(): Promise<void>;
  /** What is left of the epoch that runs. */
  remainingBatches(): Iterable<Batch> | AsyncIterable<Batch>;
  /** Learns from one batch. @throws SejeError TRAINING_DIVERGED, OUT_OF_MEMORY */
  step(batch: Batch): Promise<void>;
  /** Closes the epoch: validation where it is due, schedule, best weights. @throws SejeError OUT_OF_MEMORY */
  endEpoch(): Promise<void>;
  /** Writes the checkpoint. @throws SejeError DISK_WRITE_FAILED */
  save(): Promise<void>;
  /** What was learned so far. */
  outcome(): Outcome;
  /** Records how the run ended; after a failure that is thrown, whatever becomes of the record. */
  end(how: RunEnd, failure?: unknown): Promise<void>;
  close(): Promise<void>;
}
