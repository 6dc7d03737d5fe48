import { type Matrix, matrixFromRows, matrixOf, rowOf, sha256, canonicalJson } from '@seje/core';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExactIndex } from '../exact-index.js';
import { loadHnswAddon } from '../hnsw-addon.js';
import { randomVectors } from '../vector-index.contract.js';
import {
  type BuildOptions,
  type GenerationContent,
  activateGeneration,
  buildGeneration,
  currentGeneration,
  listGenerations,
  openGeneration,
  readGenerationManifest,
  removeAbandoned,
  removeSuperseded,
  rollBackGeneration,
} from './index.js';

const DIMENSION = 24;
const settings = { m: 8, efConstruction: 80, efSearch: 80, minimumRecall: 0.9 };
const options: BuildOptions = { settings, seed: 1 };
const bundle = { bundleFingerprint: 'b'.repeat(64), dimension: DIMENSION };
const content: GenerationContent = {
  ...bundle,
  recipes: randomVectors(500, DIMENSION, { prefix: 'recipe-' }),
  images: randomVectors(700, DIMENSION, { prefix: 'image-' }),
};
const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;

let folder: string;
let root: string;
let whole: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-generation-'));
  await buildGeneration(join(folder, 'whole'), content, { ...options, name: 'whole' });
  whole = join(folder, 'whole', 'whole');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  root = await mkdtemp(join(folder, 'root-'));
});

describe('buildGeneration', () => {
  it('publishes an index of each collection that answers as exact search does', async () => {
    const { manifest, recipes, images } = await openGeneration(whole, bundle);
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
    expect(seen.at(-1)).toMatchObject({ step: 'index of images', done: 700, total: 700 });
    expect(seen.at(-1)!.note).toMatch(/^\d+ vectors\/s$/);
  });
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
    await expect(withManifest({ format: 2 })).rejects.toThrow(/expected format 1; found format 2/);
    await expect(withManifest({ surprise: 1 })).rejects.toThrow(code('GENERATION_INVALID'));
    await expect(withManifest({ metric: 'l2' })).rejects.toThrow(code('GENERATION_INVALID'));
    await expect(withManifest({ seed: 99 })).rejects.toThrow(code('CHECKSUM_MISMATCH'));
    await writeFile(path, '{"format": 1');
    await expect(openGeneration(copy, bundle)).rejects.toThrow(code('JSON_INVALID'));
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
    const changed = { ...manifest, files };
    const sealed = { ...changed, sha256: sha256(canonicalJson(changed)) };
    await writeFile(join(copy, 'manifest.json'), JSON.stringify(sealed));
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

describe('the current generation', () => {
  async function publish(...names: string[]): Promise<void> {
    for (const [day, name] of names.entries()) {
      await cp(whole, join(root, name), { recursive: true });
      const { ...manifest } = await readGenerationManifest(whole);
      const changed = { ...manifest, name, createdAt: new Date(Date.UTC(2024, 0, day + 1)).toISOString() };
      const sealed = { ...changed, sha256: sha256(canonicalJson(changed)) };
      await writeFile(join(root, name, 'manifest.json'), JSON.stringify(sealed));
    }
  }

  it('is none at first, then the one activated, with the one before it', async () => {
    await publish('first', 'second');
    expect(await currentGeneration(root)).toBeUndefined();
    expect(await currentGeneration(join(root, 'missing'))).toBeUndefined();
    await activateGeneration(root, 'first');
    expect(await currentGeneration(root)).toEqual({ name: 'first', directory: join(root, 'first') });
    await activateGeneration(root, 'second');
    await activateGeneration(root, 'second');
    expect(await currentGeneration(root)).toMatchObject({ name: 'second', previous: 'first' });
  });

  it('rolls back, and forward again', async () => {
    await publish('first', 'second');
    await activateGeneration(root, 'first');
    await expect(rollBackGeneration(root)).rejects.toThrow(code('GENERATION_INVALID'));
    await activateGeneration(root, 'second');
    expect(await rollBackGeneration(root)).toMatchObject({ name: 'first', previous: 'second' });
    expect(await rollBackGeneration(root)).toMatchObject({ name: 'second', previous: 'first' });
  });

  it('refuses a generation that is not there, and a name that leads elsewhere', async () => {
    await expect(activateGeneration(root, 'nowhere')).rejects.toThrow(code('FILE_NOT_FOUND'));
    await expect(activateGeneration(root, '../whole')).rejects.toThrow(code('SETTINGS_INVALID'));
    await writeFile(join(root, 'current.json'), '{"format": 1, "current": "../whole"}');
    await expect(currentGeneration(root)).rejects.toThrow(code('SETTINGS_INVALID'));
    await writeFile(join(root, 'current.json'), '{"current": 3}');
    await expect(currentGeneration(root)).rejects.toThrow(code('GENERATION_INVALID'));
  });

  it('removes superseded generations: not current, not previous, not newer ones', async () => {
    await publish('one', 'two', 'three', 'four');
    expect(await removeSuperseded(root)).toEqual([]);
    await activateGeneration(root, 'two');
    await activateGeneration(root, 'three');
    expect(await removeSuperseded(root)).toEqual(['one']);
    expect((await listGenerations(root)).map(({ name }) => name)).toEqual(['two', 'three', 'four']);
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
