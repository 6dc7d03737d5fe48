import { type OnProgress, canonicalJson, sha256 } from '@seje/core';
import type { DescribedWeights } from '../../../backbones/described-weights.js';
import { trunkNetwork } from '../../../backbones/trainable-backbone.js';
import type { LabelledPhoto } from '../../../data/food101-layout.js';
import { PhotoThreads } from '../../../data/photos/photo-threads.js';
import type { NamedWeights } from '../../../networks/named-weights.js';
import type { TensorEngine } from '../../../tensor-engine/tensor-engine.js';
import { readDishCheckpoint } from './dish-checkpoint.js';
import { DishNetwork } from './dish-network.js';
import type { DishRun } from './dish-run.js';
import type { DishSettings } from './dish-settings.js';
import { finetuneDishes } from './finetune-dishes.js';
import { MapStore, mapStoreDirectory } from './map-store.js';
import { PhotoMaps } from './photo-maps.js';

export interface DishTrainingParts {
  readonly engine: TensorEngine;
  /** The trunk that it starts from. */
  readonly trunk: DescribedWeights;
  /** The head that it starts from: `kernel [F, C]`, `bias [C]`. */
  readonly head: NamedWeights;
  readonly train: readonly LabelledPhoto[];
  readonly validation: readonly LabelledPhoto[];
  readonly settings: DishSettings;
  /** Holds the kept maps of `settings.views`. */
  readonly cacheDir: string;
  /** Path of the checkpoint. */
  readonly checkpoint: string;
  /** Goes on from the checkpoint. */
  readonly resume: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Entry file of the threads that read photos, where it lies elsewhere. */
  readonly worker?: URL | undefined;
}

/** Raised when maps are computed another way. */
const MAPS_VERSION = 1;
/** Photos decoded at a time. */
const THREADS = 2;

/**
 * Opens what `finetuneDishes` needs, runs it, and closes it again.
 * @throws SejeError what `finetuneDishes` and `readDishCheckpoint` throw
 */
export async function trainDishes(parts: DishTrainingParts): Promise<ReturnType<DishRun['outcome']>> {
  const { engine, trunk, head, train, validation, settings, checkpoint, signal, onProgress } = parts;
  const { description } = trunk;
  const { preprocessing } = description;
  const identity = identityOf(parts);
  const saved = parts.resume ? await readDishCheckpoint(checkpoint, identity) : undefined;
  const start = saved?.weights ?? { trunk: trunk.arrays, head };
  const network = new DishNetwork(engine.tf, start, { ...settings, network: trunkNetwork(description) });
  const { worker } = parts;
  const threads = new PhotoThreads({ preprocessing, threads: THREADS, ...(worker && { worker }) });
  try {
    const side = preprocessing.crop;
    const maps = new PhotoMaps({ tf: engine.tf, trunk: network.trunk, threads, side, store: storeOf(parts) });
    const run = { network, maps, train, validation, settings, checkpoint, identity, onProgress };
    return await finetuneDishes({ ...run, signal }, saved);
  } finally {
    await threads.close();
    network.dispose();
  }
}

function storeOf({ trunk, settings, cacheDir }: DishTrainingParts): MapStore | undefined {
  if (settings.views === 0) return undefined;
  const { sha256: weights, description } = trunk;
  const { fromStage } = settings;
  return new MapStore(
    mapStoreDirectory(cacheDir, { weights, description, fromStage, version: MAPS_VERSION }),
  );
}

function identityOf({ engine, trunk, train, validation, settings }: DishTrainingParts): string {
  const { sha256: weights } = trunk;
  return sha256(canonicalJson({ engine: engine.name, weights, settings, train, validation }));
}
