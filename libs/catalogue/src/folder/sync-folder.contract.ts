import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError } from '@seje/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writtenFolder } from '../../test/written-folder.js';
import { openRecipeSource } from '../open-recipe-source.js';
import { soup } from '../store/catalogue-store.contract.js';
import type { Catalogue } from '../store/open-catalogue.js';
import { type FolderSyncParts, syncFolder } from './sync-folder.js';
import type { FolderSyncReport } from './sync-report.js';

let data: string;
let catalogue: Catalogue;
let cleaned: string[];

const pie = (name = 'Pie', image = ['pie.jpg']): string =>
  JSON.stringify({ '@type': 'Recipe', '@id': 'pie', name, image });
const cake = (): string =>
  JSON.stringify({ '@type': 'Recipe', '@id': 'cake', name: 'Cake', image: 'bad.jpg' });
const write = (...lines: string[]): Promise<void> => writeFile(join(data, 'r.ndjson'), lines.join('\n'));

async function sync(change: Partial<FolderSyncParts> = {}): Promise<FolderSyncReport> {
  const clean: FolderSyncParts['clean'] = async (file) => {
    const text = Buffer.from(file).toString();
    if (text === 'bad') throw new SejeError('PHOTO_UNREADABLE', { message: 'no photo' });
    cleaned.push(text);
    return { photo: Buffer.from(`clean ${text}`), type: 'image/jpeg', width: 2, height: 1 };
  };
  const { store, photos } = catalogue;
  return syncFolder(await openRecipeSource(data), { store, photos, clean, ...change });
}

const titles = async (): Promise<string[]> =>
  (await catalogue.store.page({ limit: 99 })).recipes.map(({ title }) => title);

/** What taking a folder in must do on every database. @param opened gives an empty one */
export function describeFolderSync(name: string, opened: () => Promise<Catalogue>): void {
  describe(name, () => {
    beforeEach(async () => {
      catalogue = await opened();
      data = await writtenFolder({
        'r.ndjson': [pie(), cake()].join('\n'),
        'pie.jpg': 'pie',
        'bad.jpg': 'bad',
      });
      cleaned = [];
    });
    afterEach(() => rm(data, { recursive: true }));

    it('takes recipes and cleaned photos, and says what it left out', async () => {
      const report = await sync();
      expect(report).toMatchObject({ folder: 'taken', recipes: { created: 2 }, photos: { created: 1 } });
      expect(report.dropped).toEqual({ PHOTO_UNREADABLE: 1 });
      expect(report.examples['PHOTO_UNREADABLE']?.[0]).toMatch(/^cake\.1\.jpg: no photo/);
      const photo = await catalogue.store.photo('pie.1.jpg');
      expect(photo).toMatchObject({ recipeId: 'pie', bytes: 9, width: 2 });
      expect(Buffer.from((await catalogue.photos.get(photo!.content))!).toString()).toBe('clean pie');
    });

    it('reads nothing where the folder is as it was', async () => {
      await sync();
      const before = await catalogue.store.changesSince(0, 99);
      expect(await sync()).toMatchObject({ folder: 'unchanged' });
      expect(await catalogue.store.changesSince(0, 99)).toEqual(before);
    });

    it('cleans only photos whose bytes are new', async () => {
      await sync();
      await utimes(join(data, 'pie.jpg'), 1, 1);
      expect(await sync()).toMatchObject({ recipes: { unchanged: 2 }, photos: { unchanged: 1 } });
      expect(cleaned).toEqual(['pie']);
      await writeFile(join(data, 'pie.jpg'), 'new');
      expect(await sync()).toMatchObject({ photos: { changed: 1 } });
      expect(cleaned).toEqual(['pie', 'new']);
    });

    it('cleans a photo again whose bytes are not in the photo store any more', async () => {
      await sync();
      await catalogue.photos.delete((await catalogue.store.photo('pie.1.jpg'))!.content);
      await write(pie('Other'), cake());
      await sync();
      expect(cleaned).toEqual(['pie', 'pie']);
    });

    it('deletes what has left the folder', async () => {
      await sync();
      await write(pie('Pie', []));
      expect(await sync()).toMatchObject({ recipes: { unchanged: 1, removed: 1 }, photos: { removed: 1 } });
      expect(await catalogue.store.counts()).toEqual({ recipes: 1, photos: 0 });
    });

    it('leaves what others have put, before or since', async () => {
      await catalogue.store.putRecipe('cake', soup({ title: 'My cake' }));
      await sync();
      await catalogue.store.putRecipe('pie', soup({ title: 'My pie' }));
      await write(pie('Folder pie', []), cake());
      expect(await sync()).toMatchObject({ recipes: { put: 2 } });
      await write(JSON.stringify({ '@type': 'Recipe', '@id': 'new', name: 'New' }));
      await sync();
      expect(await titles()).toEqual(['My cake', 'New', 'My pie']);
      expect(await catalogue.store.photo('pie.1.jpg')).toMatchObject({ recipeId: 'pie' });
    });

    it('does not bring back what others have deleted', async () => {
      await sync();
      await catalogue.store.deleteRecipe('pie');
      await write(pie('Changed'), cake());
      expect(await sync()).toMatchObject({ recipes: { deleted: 1, unchanged: 1 } });
      expect(await titles()).toEqual(['Cake']);
    });

    it('leaves a photo that others have replaced or deleted', async () => {
      await writeFile(join(data, 'two.jpg'), 'two');
      await write(pie('Pie', ['pie.jpg', 'two.jpg']));
      await sync();
      const content = await catalogue.photos.put(Buffer.from('mine'));
      const mine = { content, type: 'image/png', bytes: 4, width: 1, height: 1 };
      await catalogue.store.putPhoto({ recipeId: 'pie', photoId: 'pie.1.jpg' }, mine);
      await catalogue.store.deletePhoto({ recipeId: 'pie', photoId: 'pie.2.jpg' });
      await write(pie('Changed', ['pie.jpg', 'two.jpg']));
      expect(await sync()).toMatchObject({ recipes: { changed: 1 }, photos: { put: 1, deleted: 1 } });
      expect(await catalogue.store.photosOf(['pie'])).toMatchObject([{ id: 'pie.1.jpg', content }]);
    });

    it('does what is left after a pass that was stopped', async () => {
      const failing = async (): Promise<never> => {
        throw new SejeError('ENGINE_DOWN', { message: 'gone' });
      };
      await expect(sync({ clean: failing })).rejects.toThrow('gone');
      expect(await catalogue.store.counts()).toEqual({ recipes: 2, photos: 0 });
      expect(await sync()).toMatchObject({ recipes: { unchanged: 2 }, photos: { created: 1 } });
    });
  });
}
