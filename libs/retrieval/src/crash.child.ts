import { SejeError, messageOf, rowOf } from '@seje/core';
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { buildGeneration } from './generation/index.js';
import { HnswGraph } from './hnsw-addon.js';
import { HnswIndex } from './hnsw-index.js';
import { randomVectors } from './vector-index.contract.js';

/**
 * What `crash.spec.ts` does in a process of its own, because a regression would end the process, fill a
 * disk, or because the process is killed in the middle. Usage: <task> <folder> [<moment>]. Prints `done`
 * or an error's code; at the moment, a step and how much of it is done, it kills itself.
 */
const DIMENSION = 16;
const options = { dimension: DIMENSION, m: 8, efConstruction: 50, efSearch: 50, seed: 1 };
const { ids, vectors } = randomVectors(3000, DIMENSION);
const query = rowOf(vectors, 0);

const [task = '', folder = '', moment] = process.argv.slice(2);

const tasks: Record<string, (folder: string) => Promise<void>> = {
  'write an index': async (folder) => {
    const index = HnswIndex.create(options);
    index.add(ids, vectors);
    await index.write(join(folder, 'index.hnsw'));
  },
  'build a generation': async (folder) => {
    const collection = { ids, vectors };
    await buildGeneration(
      folder,
      { bundleFingerprint: 'bundle', dimension: DIMENSION, recipes: collection, images: collection },
      {
        settings: { m: 8, efConstruction: 50, efSearch: 50, minimumRecall: 0.5 },
        seed: 1,
        onProgress: ({ step, done }) => {
          if (`${step} ${done}` === moment) process.kill(process.pid, 'SIGKILL');
        },
      },
    );
  },
  'search after a failed load': async (folder) => {
    const garbage = join(folder, 'garbage.hnsw');
    const good = join(folder, 'good.hnsw');
    await writeFile(garbage, Buffer.alloc(5000, 0x11));
    const index = HnswIndex.create(options);
    index.add(ids, vectors);
    await index.write(good);
    for (let round = 0; round < 20; round++) {
      for (const path of [garbage, join(folder, 'missing.hnsw')]) {
        await HnswGraph.read(path, options).then(unexpected, expectDamaged);
      }
      (globalThis as { gc?: () => void }).gc?.();
      const loaded = await HnswIndex.read(good, ids, options);
      if (loaded.search(query, 1)[0]?.id !== 'v0') throw new Error('The index does not find its own vector');
    }
  },
  'search while the index is written and another is loaded': async (folder) => {
    const index = HnswIndex.create(options);
    index.add(ids, vectors);
    const good = join(folder, 'good.hnsw');
    await index.write(good);
    for (let round = 0; round < 20; round++) {
      const writing = index.write(join(folder, `copy-${round}.hnsw`));
      const loading = HnswIndex.read(good, ids, options);
      for (let i = 0; i < 50; i++) {
        index.search(rowOf(vectors, i), 10);
        await pause(0);
      }
      await Promise.all([writing, loading]);
    }
  },
  'hand in a filter that throws': async () => {
    const index = HnswIndex.create(options);
    index.add(ids, vectors);
    const search = index.search.bind(index) as (...parameters: unknown[]) => unknown[];
    const filter = (): never => {
      throw new Error('A filter ran');
    };
    if (search(query, 5, filter).length !== 5) throw new Error('The filter changed the result');
  },
};

function unexpected(): never {
  throw new Error('A damaged file was loaded');
}

function expectDamaged(error: unknown): void {
  if (!(error instanceof SejeError && error.code === 'FILE_DAMAGED')) throw error;
}

try {
  await tasks[task]!(folder);
  process.stdout.write('done\n');
} catch (error) {
  process.stdout.write(`${error instanceof SejeError ? error.code : messageOf(error)}\n`);
  process.exitCode = 1;
}
