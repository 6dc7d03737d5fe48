import { type Bundle, type ExecutionProviderChoice, openBundle } from '@seje/artifacts';
import { openRecipeSource } from '@seje/catalogue';
import type { ErrorCode, OnProgress, Partition } from '@seje/core';
import { dirname, join } from 'node:path';
import { type Experiment, experimentOfBundle } from '../experiment.js';
import { RunFolder } from '../stages/run-folder.js';
import type { TrainReport } from '../stages/train.stage.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import type { EmbeddedPairs } from './embedded-pairs.js';
import { pairsOfBundle } from './pairs-of-bundle.js';
import { pairsOfRun } from './pairs-of-run.js';

/** Where embeddings come from: a bundle's exported encoders, or a run's trained weights on its cached features. */
export type PairsSource = { readonly bundle: string } | { readonly run: string };

export interface OpenPairsOptions {
  /** Path of the data set. */
  readonly data: string;
  readonly partition: Partition | 'all';
  /** Folder of a bundle's photo cache; absent: beside the bundle. */
  readonly photoFeatures?: string;
  /** Of a bundle. */
  readonly provider: ExecutionProviderChoice;
  /** Of a run. */
  readonly engine: EngineChoice;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** What embeddings are of, as a report says it. */
export type PairsOrigin =
  | { readonly bundle: { readonly fingerprint: string; readonly experiment: string } }
  | { readonly run: { readonly experiment: string; readonly engine: string } };

/** Embedded pairs with what they are of. */
export interface OpenedPairs extends EmbeddedPairs {
  readonly experiment: Experiment;
  readonly partition: Partition | 'all';
  readonly dropped: Readonly<Partial<Record<ErrorCode, number>>>;
  readonly origin: PairsOrigin;
  readonly dataFingerprint: string;
}

/** Embeds the pairs of a data set's partition. @throws SejeError as `openBundle`, `pairsOfRun`, `openRecipeSource` */
export async function openPairs(from: PairsSource, options: OpenPairsOptions): Promise<OpenedPairs> {
  const source = await openRecipeSource(options.data);
  const dataFingerprint = await source.fingerprint();
  const { partition } = options;
  if ('bundle' in from) {
    const bundle = await openBundle(from.bundle);
    const photoFeatures = options.photoFeatures ?? join(dirname(bundle.directory), 'photo-features');
    const embedded = await pairsOfBundle(bundle, source, { ...options, photoFeatures });
    const experiment = experimentOfBundle(bundle);
    return { ...embedded, experiment, partition, origin: originOf(bundle), dataFingerprint };
  }
  const run = new RunFolder(from.run);
  const { experiment } = await run.resultOf<TrainReport>('train', 'train');
  const engine = await openTensorEngine(options.engine);
  const embedded = await pairsOfRun(run, source, { ...options, engine });
  const origin = { run: { experiment: experiment.name, engine: engine.name } };
  return { ...embedded, experiment, partition, dropped: {}, origin, dataFingerprint };
}

export function originOf({ fingerprint, manifest }: Bundle): PairsOrigin {
  return { bundle: { fingerprint, experiment: manifest.experiment.name } };
}

/** Name of the experiment that the embeddings were trained with. */
export function experimentOfOrigin(origin: PairsOrigin): string {
  return 'bundle' in origin ? origin.bundle.experiment : origin.run.experiment;
}
