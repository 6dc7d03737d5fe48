import type { GenerationManifest } from '@seje/retrieval';
import { type ReadMetric, type Reading, single } from './add-gauges.js';

const MS_PER_SECOND = 1000;

/** Something of each of a generation's collections. */
interface PerCollection<T> {
  readonly recipes: T;
  readonly images: T;
}

/** What is read of the index that answers. */
export interface IndexReadings {
  /** Vectors in it. */
  readonly generation: PerCollection<number> | undefined;
  /** Vectors beside it. */
  readonly overlay: PerCollection<number> | undefined;
  readonly manifest: GenerationManifest | undefined;
}

export function indexMetrics(now: () => Promise<IndexReadings>): ReadMetric[] {
  const labelNames = ['collection'];
  return [
    {
      name: 'seje_generation_vectors',
      help: 'Vectors in the index of the generation that answers',
      labelNames,
      read: async () => perCollection((await now()).generation, (size) => size),
    },
    {
      name: 'seje_overlay_vectors',
      help: 'Recipes and images changed since that generation was built, compared one by one',
      labelNames,
      read: async () => perCollection((await now()).overlay, (size) => size),
    },
    {
      name: 'seje_generation_recall_at_10',
      help: 'Share of the 10 exact neighbours that its index finds, measured when it was built',
      labelNames,
      read: async () => perCollection((await now()).manifest, ({ recallAt10 }) => recallAt10),
    },
    {
      name: 'seje_generation_recall_gate',
      help: 'Smallest recall at 10 with which it would have been published',
      read: async () => single((await now()).manifest?.settings.minimumRecall),
    },
    {
      name: 'seje_generation_created_timestamp_seconds',
      help: 'When that generation was built, in Unix time',
      read: async () => single(secondsOf((await now()).manifest?.createdAt)),
    },
  ];
}

function perCollection<T>(of: PerCollection<T> | undefined, value: (collection: T) => number): Reading[] {
  if (of === undefined) return [];
  return [
    [{ collection: 'recipes' }, value(of.recipes)],
    [{ collection: 'images' }, value(of.images)],
  ];
}

function secondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time) / MS_PER_SECOND;
}
