import type { ExecutionProviderChoice } from '@seje/artifacts';
import type { OnProgress } from '@seje/core';
import type { ExperimentSettings } from '../experiment.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import type { Arm } from './arm.js';

/** So many random bags of so many test pairs. */
export interface BagsOf {
  readonly bagSize: number;
  readonly bags: number;
}

export interface ComparisonOptions {
  /** Path of the data set. */
  readonly data: string;
  /** Takes features, one folder for each way to make them, weights, and a JSON file an arm. */
  readonly folder: string;
  /** What all arms have in common. */
  readonly base: ExperimentSettings;
  readonly arms: readonly Arm[];
  /** What `seje categoriser` wrote, if any arm may use it: features are made with it, and arms without leave f_cat out. */
  readonly categoriser?: string | undefined;
  /** Of the trainings; data, partitions and features keep the base's seed. */
  readonly seeds: readonly number[];
  /** In which the test pairs are ranked; absent: as the base's `evaluation` says. */
  readonly rankedIn?: readonly BagsOf[];
  readonly cacheDir: string;
  readonly provider: ExecutionProviderChoice;
  readonly engine: EngineChoice;
  /** Told about each training, one line. */
  readonly say: (line: string) => void;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}
