import { type PhotoRef, type Progress, type RecipeRecord, SejeError, matrixFromRows } from '@seje/core';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DroppedItem, embedCatalogue } from './embed-catalogue.js';
import { encodeEach } from './encode-each.js';
import type { PhotoEncoder, RecipeEncoder } from './encoders.js';

/** A vector that says which item it was made from. */
const marked = (text: string): Float32Array => Float32Array.of(text.length, text.charCodeAt(0));

function recipeEncoder(batches: number[] = []): RecipeEncoder {
  return {
    dimension: 2,
    encodeRecipes: async (recipes) => {
      batches.push(recipes.length);
      const bad = recipes.find(({ title }) => title === '');
      if (bad !== undefined) throw new SejeError('RECIPE_EMPTY', { message: 'no text' });
      if (recipes.some(({ title }) => title === 'crash'))
        throw new SejeError('MODEL_INVALID', { message: 'x' });
      return matrixFromRows(recipes.map(({ title }) => marked(title)));
    },
  };
}

const photoEncoder: PhotoEncoder = {
  dimension: 2,
  featureDimension: 2,
  featuresOf: async (photos) => ({
    feature: matrixFromRows(photos.map((photo) => marked(Buffer.from(photo).toString()))),
  }),
  encodeFeatures: async ({ feature }) => feature,
  encodePhotos: async (photos) => {
    if (photos.some((photo) => photo.length === 0)) throw new SejeError('PHOTO_EMPTY', { message: 'empty' });
    return (await photoEncoder.featuresOf(photos)).feature;
  },
};

const photo = (id: string): PhotoRef => ({ id, path: `/nowhere/${id}` });
const record = (id: string, title: string, photos: readonly string[] = []): RecipeRecord => ({
  id,
  title,
  ingredients: [],
  instructions: [],
  partition: 'test',
  photos: photos.map(photo),
});

async function* stream(records: readonly RecipeRecord[]): AsyncGenerator<RecipeRecord> {
  yield* records;
}

const encoders = { recipes: recipeEncoder(), photos: photoEncoder };
const readPhoto = async ({ id }: PhotoRef): Promise<Uint8Array> => {
  if (id.startsWith('gone')) throw new SejeError('PHOTO_MISSING', { message: id });
  return Buffer.from(id.startsWith('empty') ? '' : id);
};

describe('embedCatalogue', () => {
  const records = [
    record('a', 'soup', ['1.jpg', 'gone.jpg', '2.jpg']),
    record('b', ''),
    record('c', 'stew', ['empty.jpg']),
    record('d', 'pie'),
    record('e', 'bread', ['3.jpg', '4.jpg', '5.jpg']),
  ];

  it.each([1, 2, 3, 100])('keeps ids and vectors together in batches of %i', async (batchSize) => {
    const { recipes, images } = await embedCatalogue(stream(records), encoders, { batchSize, readPhoto });
    expect(recipes.ids).toEqual(['a', 'c', 'd', 'e']);
    expect(recipes.vectors).toEqual(matrixFromRows(['soup', 'stew', 'pie', 'bread'].map(marked)));
    const names = ['1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg'];
    expect(images.ids).toEqual(names);
    expect(images.vectors).toEqual(matrixFromRows(names.map(marked)));
  });

  it('counts and reports what it leaves out', async () => {
    const items: DroppedItem[] = [];
    const { dropped } = await embedCatalogue(stream(records), encoders, {
      readPhoto,
      onDropped: (item) => items.push(item),
    });
    expect(dropped).toEqual({ RECIPE_EMPTY: 1, PHOTO_MISSING: 1, PHOTO_EMPTY: 1 });
    expect(items.map(({ kind, id, reason }) => `${kind} ${id} ${reason}`).toSorted()).toEqual([
      'image empty.jpg PHOTO_EMPTY',
      'image gone.jpg PHOTO_MISSING',
      'recipe b RECIPE_EMPTY',
    ]);
  });

  it('reads photos from disk, and drops those that are not there', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'seje-embed-')), 'p.jpg');
    await writeFile(path, 'bytes');
    const photos = [{ id: 'p', path }, photo('q'), { id: 'folder', path: tmpdir() }];
    const { images, dropped } = await embedCatalogue(stream([{ ...record('a', 'x'), photos }]), encoders);
    expect(images.ids).toEqual(['p']);
    expect(dropped).toEqual({ PHOTO_MISSING: 1, PHOTO_UNREADABLE: 1 });
  });

  it('embeds nothing from nothing, in the right width', async () => {
    const { recipes, images } = await embedCatalogue(stream([]), encoders);
    expect([recipes.vectors.rows, recipes.vectors.columns, images.vectors.columns]).toEqual([0, 2, 2]);
  });

  it('says how far it has come, ending at the total', async () => {
    const seen: Progress[] = [];
    await embedCatalogue(stream(records), encoders, {
      readPhoto,
      total: records.length,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 5]);
    expect(seen.at(-1)).toMatchObject({ done: 5, total: 5, note: '5 photos' });
  });

  it('ends on a failure that no item is to blame for, and when it is stopped', async () => {
    await expect(embedCatalogue(stream([record('a', 'crash')]), encoders)).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID' }),
    );
    const storeGone = async (): Promise<Uint8Array> => {
      throw new SejeError('DATABASE_FAILED', { message: 'the store of photos is gone' });
    };
    await expect(embedCatalogue(stream(records), encoders, { readPhoto: storeGone })).rejects.toThrow(
      expect.objectContaining({ code: 'DATABASE_FAILED' }),
    );
    const signal = AbortSignal.abort();
    await expect(embedCatalogue(stream(records), encoders, { signal })).rejects.toThrow(/aborted/);
  });
});

describe('encodeEach', () => {
  it('finds the refused items and encodes the others in few calls', async () => {
    const batches: number[] = [];
    const titles = Array.from({ length: 32 }, (_, i) => (i === 13 ? '' : `dish ${i}`));
    const results = await encodeEach(
      titles.map((title) => record(title, title)),
      (items) => recipeEncoder(batches).encodeRecipes(items),
    );
    expect(results.flatMap((result, i) => (result instanceof SejeError ? [i] : []))).toEqual([13]);
    expect(results[14]).toEqual(marked('dish 14'));
    expect(batches.length).toBeLessThanOrEqual(11);
  });
});
