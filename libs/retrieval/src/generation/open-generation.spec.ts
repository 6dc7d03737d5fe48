import { type Matrix, matrixFromRows, rowOf, sha256 } from '@seje/core';
import { cp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadHnswAddon } from '../hnsw-addon.js';
import { randomVectors } from '../vector-index.contract.js';
import {
  DIMENSION,
  Workplace,
  bundle,
  code,
  content,
  forgeManifest,
  settings,
} from './generation.fixture.js';
import { openGeneration, readGenerationManifest } from './index.js';

let workplace: Workplace;
let root: string;
let whole: string;

beforeAll(async () => {
  workplace = await Workplace.open();
  whole = await workplace.wholeGeneration();
});
afterAll(() => workplace.remove());
beforeEach(async () => {
  root = await workplace.root();
});

describe('openGeneration', () => {
  let copy: string;
  beforeEach(async () => {
    copy = join(root, 'copy');
    await cp(whole, copy, { recursive: true });
  });

  it('refuses another bundle and another dimension, naming both', async () => {
    const other = { ...bundle, bundleFingerprint: 'c'.repeat(64) };
    await expect(openGeneration(copy, other)).rejects.toThrow(code('GENERATION_MISMATCH'));
    await expect(openGeneration(copy, other)).rejects.toThrow(/ccc.*bbb/);
    await expect(openGeneration(copy, { ...bundle, dimension: 1024 })).rejects.toThrow(
      /dimension 1024.*dimension 24/,
    );
  });

  it('refuses every file with one byte flipped, cut off or missing', async () => {
    for (const file of await readdir(whole)) {
      const path = join(copy, file);
      const bytes = await readFile(path);
      for (const at of [0, bytes.length >> 1, bytes.length - 2]) {
        await writeFile(path, bytes.with(at, bytes[at]! ^ 1));
        await expect(openGeneration(copy, bundle), `${file}, byte ${at}`).rejects.toMatchObject({
          name: 'SejeError',
        });
      }
      await truncate(path, bytes.length - 1);
      await expect(openGeneration(copy, bundle), `${file}, cut off`).rejects.toMatchObject({
        name: 'SejeError',
      });
      await rm(path);
      await expect(openGeneration(copy, bundle)).rejects.toThrow(code('FILE_NOT_FOUND'));
      await writeFile(path, bytes);
    }
    await expect(openGeneration(copy, bundle)).resolves.toBeDefined();
  });

  it('refuses a manifest of another format, with unknown keys, or changed by hand', async () => {
    const path = join(copy, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
    const withManifest = async (change: object): Promise<unknown> => {
      await writeFile(path, JSON.stringify({ ...manifest, ...change }));
      return openGeneration(copy, bundle);
    };
    await expect(withManifest({ format: 3 })).rejects.toThrow(/expected format 1 or 2; found format 3/);
    await expect(withManifest({ surprise: 1 })).rejects.toThrow(code('GENERATION_INVALID'));
    await expect(withManifest({ metric: 'l2' })).rejects.toThrow(code('GENERATION_INVALID'));
    await expect(withManifest({ seed: 99 })).rejects.toThrow(code('CHECKSUM_MISMATCH'));
    await writeFile(path, '{"format": 1');
    await expect(openGeneration(copy, bundle)).rejects.toThrow(code('JSON_INVALID'));
  });

  it('opens one of format 1, which says nothing of the catalogue', async () => {
    await forgeManifest(copy, { ...(await readGenerationManifest(copy)), format: 1 });
    const { manifest, recipes } = await openGeneration(copy, bundle);
    expect([manifest.format, manifest.catalogueSequence]).toEqual([1, undefined]);
    expect(recipes.size).toBe(500);
  });

  /** A file that passes every checksum because the manifest was made for it. */
  async function replaceGraph(vectors: Matrix, space: 'l2' | 'ip'): Promise<void> {
    const graph = new (loadHnswAddon().HierarchicalNSW)(space, vectors.columns);
    graph.initIndex(vectors.rows, settings.m, settings.efConstruction, 1);
    for (let row = 0; row < vectors.rows; row++) graph.addPoint([...rowOf(vectors, row)], row);
    graph.writeIndexSync(join(copy, 'images.hnsw'));
    const bytes = await readFile(join(copy, 'images.hnsw'));
    const manifest = await readGenerationManifest(copy);
    const files = { ...manifest.files, 'images.hnsw': { sha256: sha256(bytes), bytes: bytes.length } };
    await forgeManifest(copy, { ...manifest, files });
  }

  it('fails the self-test of a file of another metric', async () => {
    const { vectors } = content.images;
    const scaled = Array.from({ length: vectors.rows }, (_, row) =>
      rowOf(vectors, row).map((x) => x * (1 + (row % 7))),
    );
    await replaceGraph(matrixFromRows(scaled), 'l2');
    await expect(openGeneration(copy, bundle)).rejects.toThrow(/self-test/);
  });

  it('fails the self-test of a file with other vectors', async () => {
    await replaceGraph(randomVectors(700, DIMENSION, { prefix: 'other-' }).vectors, 'ip');
    await expect(openGeneration(copy, bundle)).rejects.toThrow(/self-test/);
  });

  it('refuses a file of another dimension', async () => {
    await replaceGraph(randomVectors(700, 2 * DIMENSION).vectors, 'ip');
    await expect(openGeneration(copy, bundle)).rejects.toThrow(/dimension 24.*dimension 48/);
  });
});
