import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { SejeError } from '@seje/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptied } from '../../test/emptied.js';
import { coded, soup } from '../store/catalogue-store.contract.js';
import type { PhotoStore } from '../photos/photo-store.js';
import { type Catalogue, openCatalogue, photosIn } from '../store/open-catalogue.js';
import type { PhotoContent, RecipeWithPhotos } from '../store/stored-records.js';
import { readBackup } from './read-backup.js';
import { LEFT_OUT } from './backup-format.js';
import { type RestoreOptions, restoreBackup } from './restore-backup.js';
import { RESTORE_ORDER } from './restore-tables.js';
import { writeBackup } from './write-backup.js';

/** What a place to restore to is beside its folder. */
type Target = Pick<RestoreOptions, 'databaseUrl'>;

/**
 * A backup's way out of one catalogue and into another, on one kind of database.
 * @param target gives a new, empty database; called when a test runs
 * @param skip why tests cannot run here, or undefined
 */
export function describeBackup(
  name: string,
  target: () => Promise<Target>,
  skip: () => string | undefined,
): void {
  describe(name, () => {
    let root: string;
    let source: Target;
    let catalogue: Catalogue;
    const folder = () => join(root, 'catalogue');
    beforeAll(async () => {
      root = mkdtempSync(join(tmpdir(), 'seje-backup-'));
      if (skip() !== undefined) return;
      source = await target();
      catalogue = await openCatalogue({ folder: folder(), ...source });
    });
    beforeEach(async (ctx) => {
      const why = skip();
      if (why !== undefined) ctx.skip(why);
      await emptied(catalogue.database);
    });
    afterAll(async () => {
      await catalogue?.close();
      rmSync(root, { recursive: true });
    });

    const backup = (): Promise<Readable> =>
      writeBackup({ ...catalogue, photoSettings: photosIn(folder()), now: () => new Date(0) });
    const put = async (text: string): Promise<PhotoContent> => {
      const content = await catalogue.photos.put(Buffer.from(text));
      return { content, type: 'image/jpeg', bytes: text.length, width: 4, height: 3 };
    };
    let restores = 0;
    /** Restores into a new place, hands over the catalogue there, and removes it. */
    const restored = async <T>(tar: Buffer, look: (there: Catalogue) => Promise<T>): Promise<T> => {
      const place = { folder: join(root, `restored-${++restores}`), ...(await target()) };
      const from = join(root, `${restores}.tar`);
      await writeFile(from, tar);
      await restoreBackup({ from, ...place });
      const there = await openCatalogue(place);
      try {
        return await look(there);
      } finally {
        await there.close();
      }
    };
    const all = async ({ store }: Catalogue): Promise<RecipeWithPhotos[]> => {
      const recipes: RecipeWithPhotos[] = [];
      for await (const recipe of store.export()) recipes.push(recipe);
      return recipes;
    };
    const feed = async ({ store }: Catalogue) => (await store.changesSince(0, 10_000)).changes;

    it('brings back records, revisions, dates, photos and idempotency keys', async () => {
      const { store } = catalogue;
      await store.putRecipe('soup', soup({ url: 'https://example.org/ä', tags: ['"quoted"\n', '😀'] }));
      await store.putRecipe('gone', soup());
      const photo = await put('photo');
      await store.putPhoto({ recipeId: 'soup', photoId: 'p' }, photo);
      await store.deleteRecipe('gone');
      await store.once({ key: 'k', request: 1 }, async () => ({ told: 'once' }));
      const tar = await buffer(await backup());
      await restored(tar, async (there) => {
        expect(await all(there)).toEqual(await all(catalogue));
        expect(await feed(there)).toEqual(await feed(catalogue));
        expect(Buffer.from((await there.photos.get(photo.content))!).toString()).toBe('photo');
        const again = await there.store.once({ key: 'k', request: 1 }, async () => ({ told: 'twice' }));
        expect(again).toEqual({ outcome: { told: 'once' }, replayed: true });
      });
    });

    it('brings back what is of a folder, so that the folder goes on being its source', async () => {
      const ledger = ({ database }: Catalogue) =>
        sql<object>`select * from folder_records order by kind, id`.execute(database.queries);
      await sql`insert into folder_records (kind, id, recipe_id, revision, pass)
        select kind, 'r' || i, 'r' || i, i, 'first' from generate_series(1, 150) i, (values ('recipe'), ('photo')) k (kind)
        `.execute(catalogue.database.queries);
      const { rows } = await ledger(catalogue);
      expect(rows).toHaveLength(300);
      await restored(await buffer(await backup()), async (there) => {
        expect((await ledger(there)).rows).toEqual(rows);
      });
    });

    it('goes on with larger numbers, so that no ETag is given twice', async () => {
      const { recipe } = await catalogue.store.putRecipe('soup', soup());
      await catalogue.store.putRecipe('gone', soup());
      await catalogue.store.deleteRecipe('gone');
      const { until } = await catalogue.store.changesSince(0, 100);
      await restored(await buffer(await backup()), async ({ store }) => {
        const changed = await store.putRecipe('soup', soup({ title: 'Other' }), {
          revision: recipe.revision,
        });
        expect(changed.recipe.revision).toBe(until + 1);
        expect((await store.changesSince(until, 100)).changes.map(({ id }) => id)).toEqual(['soup']);
      });
    });

    it('is of one moment, whatever is written while it is read', async () => {
      const { store } = catalogue;
      const ids = Array.from({ length: 900 }, (_, i) => `r${i}`);
      await store.putRecipes(ids.map((id) => ({ id, recipe: soup({ title: id }) })));
      let pages = 0;
      const pieces: Buffer[] = [];
      const tar = await backup();
      for await (const piece of tar as AsyncIterable<Buffer>) {
        pieces.push(piece);
        if (piece.length < 10_000 || ++pages > 3) continue;
        // While pages pass: one goes, one changes, one comes, and a photo is put and put anew.
        await store.deleteRecipe(`r${pages}`);
        await store.putRecipe(`r${900 - pages}`, soup({ title: `changed ${pages}` }));
        await store.putRecipe(`new${pages}`, soup());
        await store.putPhoto({ recipeId: 'r50', photoId: 'p' }, await put(`photo ${pages}`));
      }
      expect(pages).toBeGreaterThan(3);
      await restored(Buffer.concat(pieces), async (there) => {
        expect(await all(there)).toEqual(await all(catalogue));
        expect(await feed(there)).toEqual(await feed(catalogue));
      });
    });

    it('names photos whose bytes are lost, and saves the rest', async () => {
      await catalogue.store.putRecipe('soup', soup());
      const [lost, kept] = [await put('lost'), await put('kept')];
      await catalogue.store.putPhoto({ recipeId: 'soup', photoId: 'lost' }, lost);
      await catalogue.store.putPhoto({ recipeId: 'soup', photoId: 'kept' }, kept);
      await catalogue.photos.delete(lost.content);
      const tar = await buffer(await backup());
      const { photos } = await readBackup(Readable.from([tar]));
      expect(photos).toEqual({ count: 1, bytes: 4, missing: [lost.content] });
      await restored(tar, async (there) => {
        expect(await there.photos.has(kept.content)).toBe(true);
        expect(await there.store.photo('lost')).toBeDefined();
      });
    });

    it('restores nothing of a backup that is damaged or cut off, whatever of it', async () => {
      await catalogue.store.putRecipe('soup', soup());
      await catalogue.store.putPhoto({ recipeId: 'soup', photoId: 'p' }, await put('photo'));
      const tar = await buffer(await backup());
      const from = join(root, 'damaged.tar');
      const place = { folder: join(root, 'nowhere'), ...(await target()) };
      const flipped = (text: string): Buffer => {
        const copy = Buffer.from(tar);
        const place = tar.indexOf(text);
        expect(place).toBeGreaterThan(0);
        copy[place]! ^= 1;
        return copy;
      };
      const damages = [
        tar.subarray(0, 700),
        tar.subarray(0, tar.length / 2),
        tar.subarray(0, tar.lastIndexOf('manifest.json')),
        flipped('"title"'),
        flipped('photo\0'),
        flipped('"migrations"'),
        Buffer.from('no tar at all'),
      ];
      for (const damaged of damages) {
        await writeFile(from, damaged);
        await expect(restoreBackup({ from, ...place })).rejects.toThrow(coded('BACKUP_INVALID'));
      }
      expect(readdirSync(root).filter((name) => name.startsWith('nowhere'))).toEqual([]);
      await writeFile(from, tar);
      await restoreBackup({ from, ...place });
    });

    it('holds every table of the catalogue, but for those that are named as left out', async () => {
      const { rows } = await sql<{ name: string }>`
        select table_name as name from information_schema.tables
        where table_schema = 'public' order by 1`.execute(catalogue.database.queries);
      const unknown = rows.filter(({ name }) => ![...RESTORE_ORDER, ...LEFT_OUT].includes(name));
      expect(unknown).toEqual([]);
    });

    it('that nobody reads to its end harms nothing', async () => {
      const ids = Array.from({ length: 900 }, (_, i) => `r${i}`);
      await catalogue.store.putRecipes(ids.map((id) => ({ id, recipe: soup() })));
      const tar = await backup();
      await once(tar, 'readable');
      tar.destroy();
      await once(tar, 'close');
      expect(await catalogue.store.counts()).toMatchObject({ recipes: 900 });
    });

    it('fails as the photo store does', async () => {
      await catalogue.store.putRecipe('soup', soup());
      await catalogue.store.putPhoto({ recipeId: 'soup', photoId: 'p' }, await put('photo'));
      const photos: PhotoStore = Object.create(catalogue.photos, {
        get: {
          value: async () => Promise.reject(new SejeError('PHOTO_STORE_FAILED', { message: 'Gone' })),
        },
      }) as PhotoStore;
      const tar = await writeBackup({ ...catalogue, photos, photoSettings: photosIn(folder()) });
      await expect(buffer(tar)).rejects.toThrow(coded('PHOTO_STORE_FAILED'));
    });

    it('of an empty catalogue is an empty catalogue', async () => {
      await restored(await buffer(await backup()), async (there) => {
        expect([await all(there), await feed(there)]).toEqual([[], []]);
      });
    });

    it('overwrites nothing', async () => {
      const from = join(root, 'whole.tar');
      await writeFile(from, await buffer(await backup()));
      const there = restoreBackup({ from, folder: folder(), ...(await target()) });
      await expect(there).rejects.toThrow(coded('SETTINGS_INVALID'));
    });
  });
}
