import { type ErrorCode, type OnProgress, SejeError } from '@seje/core';
import type { OpenedPairs } from '../evaluation/open-pairs.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import {
  type BaselineReport,
  type Baselines,
  type RankedPairs,
  holdsFeaturesOf,
  rankBaselines,
} from './baselines.stage.js';
import { RunFolder } from './run-folder.js';

export interface BesideOptions {
  /** Folder that may be the run whose pairs were evaluated. */
  readonly run: string;
  readonly engine: EngineChoice;
  readonly onProgress: OnProgress;
  /** Told why they are left out, where they could have been there. */
  readonly say: (line: string) => void;
}

/** Fitting keeps the models in the run folder; an evaluation only reads it, and does without where that fails so. */
const LEFT_OUT_ON: ReadonlySet<ErrorCode> = new Set(['RUN_LOCKED', 'DISK_WRITE_FAILED']);

/**
 * The linear models of a run on the pairs that are evaluated. Undefined where these are not pairs of one partition
 * of the run's own data set, and, with a line saying so, where the run folder cannot be written to now.
 */
export async function baselinesBeside(
  { partition, dataFingerprint, experiment }: OpenedPairs,
  bags: Omit<RankedPairs, 'partition'>,
  { run: path, engine, onProgress, say }: BesideOptions,
): Promise<Baselines<BaselineReport> | undefined> {
  const run = new RunFolder(path);
  if (partition === 'all' || !(await holdsFeaturesOf(run, dataFingerprint))) return undefined;
  try {
    return await run.exclusively(async () => {
      const { tf } = await openTensorEngine(engine);
      return rankBaselines(tf, { run, experiment, onProgress }, { ...bags, partition });
    });
  } catch (error) {
    if (!(error instanceof SejeError && LEFT_OUT_ON.has(error.code))) throw error;
    say(`Without ridge regression and CCA: ${error.message}`);
    return undefined;
  }
}
