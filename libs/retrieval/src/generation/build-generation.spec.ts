import { type Matrix, matrixOf, rowOf } from '@seje/core';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExactIndex } from '../exact-index.js';
import { DIMENSION, Workplace, bundle, code, content, options, settings } from './generation.fixture.js';
import {
  type BuildOptions,
  type GenerationContent,
  buildGeneration,
  openGeneration,
  removeAbandoned,
} from './index.js';

let workplace: Workplace;
let root: string;

beforeAll(async () => {
  workplace = await Workplace.open();
});
afterAll(() => workplace.remove());
beforeEach(async () => {
  root = await workplace.root();
});

describe('buildGeneration', () => {
  it('publishes an index of each collection that answers as exact search does', async () => {
    await buildGeneration(root, content, { ...options, name: 'whole' });
    const { manifest, recipes, images } = await openGeneration(join(root, 'whole'), bundle);
    expect(manifest).toMatchObject({
      ...bundle,
      name: 'whole',
      metric: 'cosine',
      recipes: { count: 500, probes: 100 },
      images: { count: 700, probes: 100 },
    });
    expect([recipes.size, images.size]).toEqual([500, 700]);
    const exact = new ExactIndex(DIMENSION);
    exact.add(content.recipes.ids, content.recipes.vectors);
    let same = 0;
    for (let row = 0; row < 100; row++) {
      const query = rowOf(content.images.vectors, row);
      same += Number(recipes.search(query, 1)[0]!.id === exact.search(query, 1)[0]!.id);
    }
    expect(same).toBeGreaterThanOrEqual(90);
  });

  it('says up to which change of the catalogue it goes', async () => {
    await buildGeneration(root, { ...content, catalogueSequence: 41 }, { ...options, name: 'dated' });
    const { manifest } = await openGeneration(join(root, 'dated'), bundle);
    expect(manifest).toMatchObject({ format: 2, catalogueSequence: 41 });
  });

  it('measures recall@10 against exact search, which falls with efSearch', async () => {
    const loose = { ...settings, m: 2, efConstruction: 4, minimumRecall: 0 };
    const thorough = await buildGeneration(root, content, {
      ...options,
      settings: { ...loose, efSearch: 500 },
    });
    const hasty = await buildGeneration(root, content, {
      ...options,
      name: 'hasty',
      settings: { ...loose, efSearch: 1 },
    });
    expect(hasty.images.recallAt10).toBeLessThan(thorough.images.recallAt10);
    expect(hasty.images.recallAt10).toBeLessThan(0.9);
  });

  it('publishes nothing below the recall asked for', async () => {
    const poor = { m: 2, efConstruction: 2, efSearch: 1, minimumRecall: 0.95 };
    await expect(buildGeneration(root, content, { ...options, settings: poor })).rejects.toThrow(
      code('RECALL_TOO_LOW'),
    );
    expect(await readdir(root)).toEqual([]);
  });

  it('is the same for the same seed', async () => {
    const [a, b] = [
      await buildGeneration(root, content, { ...options, name: 'a' }),
      await buildGeneration(root, content, { ...options, name: 'b' }),
    ];
    expect(a.files).toEqual(b.files);
  });

  it('takes an empty collection, and one where all vectors are equal', async () => {
    const equal = matrixOf(40, DIMENSION, new Float32Array(40 * DIMENSION));
    for (let row = 0; row < 40; row++) rowOf(equal, row)[0] = 1;
    const ids = Array.from({ length: 40 }, (_, i) => `equal-${i}`);
    const odd = {
      ...bundle,
      recipes: { ids, vectors: equal },
      images: { ids: [], vectors: matrixOf(0, DIMENSION) },
    };
    const { name } = await buildGeneration(root, odd, options);
    const { recipes, images } = await openGeneration(join(root, name), bundle);
    expect(recipes.search(rowOf(equal, 0), 100).map(({ id }) => id)).toEqual(ids);
    expect(images.search(rowOf(equal, 0), 10)).toEqual([]);
  });

  it.each([
    ['NaN', (vectors: Matrix) => vectors.data.with(30, Number.NaN)],
    ['a vector that is not of unit length', (vectors: Matrix) => vectors.data.map((x) => 2 * x)],
  ])('refuses %s before anything is written', async (_, damage) => {
    const { ids, vectors } = content.images;
    const images = { ids, vectors: matrixOf(ids.length, DIMENSION, damage(vectors)) };
    await expect(buildGeneration(root, { ...content, images }, options)).rejects.toThrow(
      code('VECTOR_INVALID'),
    );
    expect(await readdir(root)).toEqual([]);
  });

  it('refuses an id twice, another dimension, unusable settings, a bad or taken name', async () => {
    const { ids, vectors } = content.recipes;
    const build = (change: Partial<GenerationContent>, more: Partial<BuildOptions> = {}): Promise<unknown> =>
      buildGeneration(root, { ...content, ...change }, { ...options, ...more });
    await expect(build({ recipes: { ids: ids.with(1, ids[0]!), vectors } })).rejects.toThrow(
      code('VECTOR_INVALID'),
    );
    await expect(build({ dimension: 8 })).rejects.toThrow(code('VECTOR_INVALID'));
    await expect(build({}, { settings: { ...settings, m: 1 } })).rejects.toThrow(code('SETTINGS_INVALID'));
    for (const name of ['', '../x', '.hidden', 'a/b']) {
      await expect(build({}, { name })).rejects.toThrow(code('SETTINGS_INVALID'));
    }
    await mkdir(join(root, 'taken'));
    await expect(build({}, { name: 'taken' })).rejects.toThrow(code('SETTINGS_INVALID'));
  });

  it('says when the root cannot be written', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(buildGeneration(join(root, 'file'), content, options)).rejects.toThrow(
      code('DISK_WRITE_FAILED'),
    );
  });

  it('reports how far it is and how fast, and lets other work run', async () => {
    const seen: { step: string; done: number; note?: string }[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await buildGeneration(root, content, { ...options, onProgress: (progress) => void seen.push(progress) });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(seen[0]).toEqual({ step: 'index of recipes', done: 0, total: 500 });
    expect(seen.at(-1)).toEqual({ step: 'recall of images', done: 100, total: 100 });
    const added = seen.findLast(({ step }) => step === 'index of images')!;
    expect(added).toMatchObject({ done: 700, total: 700 });
    expect(added.note).toMatch(/^\d+ vectors\/s$/);
  });
});

describe('removeAbandoned', () => {
  it('leaves a running build and everything published alone', async () => {
    let during: Promise<[removed: string[], left: string[]]> | undefined;
    const { name } = await buildGeneration(root, content, {
      ...options,
      onProgress: () => {
        during ??= (async () => [await removeAbandoned(root), await readdir(root)])();
      },
    });
    expect(await during).toEqual([[], [expect.stringMatching(/^\.building-/)]]);
    expect(await removeAbandoned(root)).toEqual([]);
    expect(await readdir(root)).toEqual([name]);
    expect(await removeAbandoned(join(root, 'missing'))).toEqual([]);
  });

  it('removes the folder of an earlier process that had the same id', async () => {
    await mkdir(join(root, `.building-old-${process.pid}-1700000000`));
    expect(await removeAbandoned(root)).toHaveLength(1);
    expect(await readdir(root)).toEqual([]);
  });
});
