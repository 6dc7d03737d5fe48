import type { OnProgress } from '@seje/core';
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
}

/**
 * The linear models of a run on the pairs that were evaluated; undefined where these are not pairs of one partition
 * of the run's own data set. @throws SejeError RUN_LOCKED where another process writes to the run folder
 */
export async function baselinesBeside(
  { partition, dataFingerprint, experiment }: OpenedPairs,
  bags: Omit<RankedPairs, 'partition'>,
  { run: path, engine, onProgress }: BesideOptions,
): Promise<Baselines<BaselineReport> | undefined> {
  const run = new RunFolder(path);
  if (partition === 'all' || !(await holdsFeaturesOf(run, dataFingerprint))) return undefined;
  const { tf } = await openTensorEngine(engine);
  return run.exclusively(() => rankBaselines(tf, { run, experiment, onProgress }, { ...bags, partition }));
}
