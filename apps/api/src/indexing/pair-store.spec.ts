import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SejeError, matrixFromRows } from '@seje/core';
import { activateGeneration, buildGeneration } from '@seje/retrieval';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BundleStore } from './bundle-store.js';
import { PairStore } from './pair-store.js';

const bundles = { holds: async () => true, folderOf: () => '/bundle' } as unknown as BundleStore;
const settings = { m: 4, efConstruction: 10, efSearch: 10, minimumRecall: 0.5 };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'seje-pairs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A generation of one recipe and one photo, as of a number in the feed; current from now on. */
async function current(name: string, catalogueSequence?: number): Promise<void> {
  const vectors = matrixFromRows([Float32Array.from([1, 0])], 2);
  const content = {
    bundleFingerprint: 'b'.repeat(64),
    dimension: 2,
    ...(catalogueSequence !== undefined && { catalogueSequence }),
    recipes: { ids: ['soup'], vectors },
    images: { ids: ['soup.jpg'], vectors },
  };
  await buildGeneration(root, content, { settings, seed: 1, name });
  await activateGeneration(root, name);
}

/** Names of the usable pairs, and why others are not. */
async function usable(latestSequence: number) {
  const refused: Record<string, string> = {};
  const pairs = await new PairStore(root, bundles).usable(latestSequence, (name, error) => {
    refused[name] = (error as SejeError).code;
  });
  return { names: pairs.map(({ generation }) => generation.name), refused };
}

it('takes the current pair first, then the one before', async () => {
  await current('one', 3);
  await current('two', 5);
  expect(await usable(5)).toEqual({ names: ['two', 'one'], refused: {} });
});

it('refuses a generation of another catalogue, whose changes this one would wait for', async () => {
  await current('one', 3);
  await current('two', 5);
  expect(await usable(4)).toEqual({ names: ['one'], refused: { two: 'GENERATION_MISMATCH' } });
});

it('passes over one that was built from no catalogue', async () => {
  await current('trained');
  expect(await usable(4)).toEqual({ names: [], refused: {} });
});
