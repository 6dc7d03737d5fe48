import type { RecipeRecord } from '@seje/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureSet } from '../data/feature-set.js';
import { type PhotoTableRow, writePhotoTable } from '../data/photo-table.js';
import { learnableFeatures } from '../learnable-features.fixture.js';
import { photoFilesOf } from './photo-files.js';

const base = learnableFeatures({
  pairs: { train: 2, val: 0, test: 0 },
  termDimension: 2,
  sentenceDimension: 2,
  photoDimension: 2,
  maxSentences: 1,
});
/** Of the recipes soup and cake. */
const featureSet: FeatureSet = {
  ...base,
  rows: base.rows.map((row, i) => ({ ...row, id: ['soup', 'cake'][i]!, photoRows: [[0], [1, 2]][i]! })),
  photos: { rows: 3, columns: 2, data: new Float32Array(6) },
};

const recipe = (id: string, photos: number): RecipeRecord => ({
  id,
  partition: 'train',
  title: id,
  ingredients: [],
  instructions: [],
  photos: Array.from({ length: photos }, (_, i) => ({ id: `${id}-${i}.jpg`, path: `/${id}/${i}` })),
});
const recipes = [recipe('soup', 2), recipe('no-photo', 0), recipe('no-words', 1), recipe('cake', 3)];
const sourceOf = (records: readonly RecipeRecord[]) => ({
  async *read() {
    for (const record of records) {
      await Promise.resolve();
      yield record;
    }
  },
});

const read = { key: 'k' };
const table: PhotoTableRow[] = [
  { id: 'soup', photos: [{ error: 'PHOTO_UNREADABLE' }, read] },
  { id: 'no-words', photos: [read] },
  { id: 'cake', photos: [read, read] }, // the third is beyond image.maxPhotos
];

let folder: string;
let photoTable: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-files-'));
  photoTable = join(folder, 'photos.ndjson');
  async function* rows(): AsyncGenerator<PhotoTableRow> {
    await Promise.resolve();
    yield* table;
  }
  await writePhotoTable(photoTable, rows());
});
afterAll(() => rm(folder, { recursive: true }));

describe('files of photos', () => {
  it('are those that have a feature, in the order of the feature set', async () => {
    const files = await photoFilesOf(featureSet, { source: sourceOf(recipes), photoTable });
    expect(files).toEqual([
      { id: 'soup-1.jpg', path: '/soup/1' },
      { id: 'cake-0.jpg', path: '/cake/0' },
      { id: 'cake-1.jpg', path: '/cake/1' },
    ]);
  });

  it.for([
    ['a recipe more', [recipe('bread', 1), ...recipes]],
    ['a recipe less', recipes.slice(0, 3)],
    ['a photo less', [...recipes.slice(0, 3), recipe('cake', 1)]],
  ] as const)('are refused for another data set: %s', async ([, records]) => {
    const files = photoFilesOf(featureSet, { source: sourceOf(records), photoTable });
    await expect(files).rejects.toThrow(expect.objectContaining({ code: 'FILE_DAMAGED' }));
  });
});
