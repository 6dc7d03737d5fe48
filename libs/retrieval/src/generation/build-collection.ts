import {
  type OnProgress,
  Random,
  SejeError,
  matrixBytes,
  rowOf,
  rowRange,
  writeFileDurably,
} from '@seje/core';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HnswIndex, type HnswIndexOptions } from '../hnsw-index.js';
import type { GenerationContent } from './generation-content.js';
import {
  type CollectionName,
  type GenerationManifest,
  type GenerationSettings,
  collectionFiles,
} from './manifest.js';
import { type ProbeSource, drawProbes, recallOf } from './probes.js';

/** Vectors added before other work of the process may run: about 50 ms. */
const ADD_AT_ONCE = 50;

export interface CollectionBuild {
  readonly directory: string;
  readonly content: GenerationContent;
  readonly settings: GenerationSettings;
  readonly seed: number;
  readonly onProgress: OnProgress;
}

/**
 * Writes one collection's files and measures recall on the graph as read back from its file.
 * @throws SejeError RECALL_TOO_LOW, DISK_WRITE_FAILED, INDEX_FULL, ADDON_NOT_BUILT
 */
export async function writeCollection(
  name: CollectionName,
  build: CollectionBuild,
): Promise<GenerationManifest[CollectionName]> {
  const { directory, content, settings, seed } = build;
  const { ids, vectors } = content[name];
  const files = collectionFiles(name);
  const options = { ...settings, seed, dimension: content.dimension, capacity: ids.length };
  const path = join(directory, files.graph);

  await (await fill(name, build, options)).write(path);
  await writeFileDurably(join(directory, files.ids), JSON.stringify(ids));
  await writeFileDurably(join(directory, files.vectors), matrixBytes(vectors));

  const source = probeSource(name, build);
  const probes = await drawProbes(source, Random.derived(seed, `probes of ${name}`));
  await writeFileDurably(join(directory, files.probes), JSON.stringify(probes));
  const written = await HnswIndex.read(path, ids, options);
  const recallAt10 = await recallOf(written, probes, async (row) => rowOf(source.queries, row));
  if (recallAt10 < settings.minimumRecall) {
    throw new SejeError('RECALL_TOO_LOW', {
      message: `The index of ${name} finds too few of the nearest neighbours`,
      expected: `recall@10 of ${settings.minimumRecall} or more`,
      found: `${recallAt10.toFixed(4)} over ${probes.probes.length} queries`,
      remedy: 'Raise efSearch, then efConstruction, then m.',
    });
  }
  return { count: ids.length, recallAt10, probes: probes.probes.length };
}

async function fill(
  name: CollectionName,
  { content, onProgress }: CollectionBuild,
  options: HnswIndexOptions,
): Promise<HnswIndex> {
  const index = HnswIndex.create(options);
  const { ids, vectors } = content[name];
  const started = performance.now();
  const report = (): void => {
    const seconds = (performance.now() - started) / 1000;
    const note = index.size === 0 ? undefined : `${Math.round(index.size / seconds)} vectors/s`;
    onProgress({ step: `index of ${name}`, done: index.size, total: ids.length, ...(note && { note }) });
  };
  report();
  for (let first = 0; first < ids.length; first += ADD_AT_ONCE) {
    const batch = ids.slice(first, first + ADD_AT_ONCE);
    index.add(batch, rowRange(vectors, first, first + batch.length));
    report();
    await nextTurn();
  }
  return index;
}

/** The queries of a collection come from the other one: that is how it will be asked. */
function probeSource(name: CollectionName, { content, onProgress }: CollectionBuild): ProbeSource {
  const other = name === 'recipes' ? 'images' : 'recipes';
  const queriesFrom = content[other].ids.length > 0 ? other : name;
  return {
    ...content[name],
    queriesFrom,
    queries: content[queriesFrom].vectors,
    onProbe: (done, total) => onProgress({ step: `recall of ${name}`, done, total }),
  };
}
