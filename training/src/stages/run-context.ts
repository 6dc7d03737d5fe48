import type { ExecutionProviderChoice } from '@seje/artifacts';
import type { OnProgress } from '@seje/core';
import type { Experiment } from '../experiment.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import type { RunFolder } from './run-folder.js';

/** What every stage of a run is given. */
export interface RunContext {
  readonly run: RunFolder;
  readonly experiment: Experiment;
  /** Folder of downloaded and converted backbones, shared by all runs. */
  readonly cacheDir: string;
  /** Execution provider of the ONNX networks. */
  readonly provider: ExecutionProviderChoice;
  /** Backend of TensorFlow.js, opened where something is trained. */
  readonly engine: EngineChoice;
  /** Worker threads that extract text features, where there are enough of them; absent: none. */
  readonly threads?: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}
