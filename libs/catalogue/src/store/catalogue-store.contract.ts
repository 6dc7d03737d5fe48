import { beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueStore } from './catalogue-store.js';
import { MAX_BATCH } from './record-schemas.js';
import type { PhotoContent, RecipeContent, RecipeWithPhotos } from './stored-records.js';

/** An error with this code. */
export const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

export function soup(change: Partial<RecipeContent> = {}): RecipeContent {
  return {
    title: 'Tomato soup',
    ingredients: ['4 tomatoes', '1 onion'],
    instructions: ['Chop.', 'Simmer for 20 minutes.'],
    tags: ['soup'],
    partition: 'train',
    url: 'https://example.org/tomato-soup',
    ...change,
  };
}

const jpeg: PhotoContent = {
  content: 'ab'.repeat(32),
  type: 'image/jpeg',
  bytes: 12_345,
  width: 640,
  height: 480,
};
const titled = (id: string, title = id) => ({ id, recipe: soup({ title }) });

/** What every `CatalogueStore` must do. @param opened gives an empty one */
export function describeCatalogueStore(name: string, opened: () => Promise<CatalogueStore>): void {
  describe(name, () => {
    let store: CatalogueStore;
    beforeEach(async () => {
      store = await opened();
    });
    const exported = async (): Promise<RecipeWithPhotos[]> => {
      const recipes: RecipeWithPhotos[] = [];
      for await (const recipe of store.export()) recipes.push(recipe);
      return recipes;
    };
    const idle = async (): Promise<number> => (await store.changesSince(0, 1_000)).until;

    describe('recipes', () => {
      it('come back as they were put', async () => {
        const recipe = soup({
          title: 'Çılbır 🍳 "eggs" \\ \'yoğurt\'',
          tags: [],
          instructions: ['煮る\n\t$1 ?'],
        });
        const { outcome } = await store.putRecipe('a', recipe);
        const { createdAt, updatedAt, revision, ...read } = (await store.recipe('a'))!;
        expect(outcome).toBe('created');
        expect(read).toEqual({ id: 'a', ...recipe });
        expect(updatedAt).toEqual(createdAt);
        expect(revision).toBeGreaterThan(0);
      });

      it('leave out what was not given', async () => {
        const { partition: _, url: __, ...bare } = soup();
        await store.putRecipe('a', bare);
        expect(Object.keys((await store.recipe('a'))!)).not.toEqual(
          expect.arrayContaining(['partition', 'url']),
        );
      });

      it('are replaced whole, and keep the time they were made', async () => {
        const { recipe: first } = await store.putRecipe('a', soup());
        const { recipe: second, outcome } = await store.putRecipe(
          'a',
          soup({ title: 'Gazpacho', url: undefined }),
        );
        expect(outcome).toBe('changed');
        expect(second).toMatchObject({ title: 'Gazpacho', createdAt: first.createdAt });
        expect(second.url).toBeUndefined();
        expect(second.revision).toBeGreaterThan(first.revision);
      });

      it('are not changed by the same content again', async () => {
        const { recipe } = await store.putRecipe('a', soup());
        const before = await idle();
        expect(await store.putRecipe('a', soup())).toEqual({ recipe, outcome: 'unchanged' });
        expect(await idle()).toBe(before);
      });

      it('never get a revision that another state had', async () => {
        const { recipe } = await store.putRecipe('a', soup());
        await store.deleteRecipe('a');
        const { recipe: again } = await store.putRecipe('a', soup());
        expect(again.revision).toBeGreaterThan(recipe.revision);
      });

      it('are gone once deleted', async () => {
        await store.putRecipe('a', soup());
        await store.deleteRecipe('a');
        expect(await store.recipe('a')).toBeUndefined();
        await expect(store.deleteRecipe('a')).rejects.toThrow(coded('NOT_FOUND'));
      });

      it.each<[string, Partial<RecipeContent>]>([
        ['a NUL', { title: 'a\0b' }],
        ['half a surrogate pair', { ingredients: ['\ud83c'] }],
        ['no text', { title: '-', ingredients: [], instructions: ['!'] }],
        ['too long a title', { title: 'a'.repeat(501) }],
        ['a script for an address', { url: 'javascript:alert(1)' }],
        ['an unknown key', { rating: 5 } as object],
      ])('are refused with %s', async (_, change) => {
        await expect(store.putRecipe('a', soup(change))).rejects.toThrow(coded('RECORD_INVALID'));
        expect(await store.recipe('a')).toBeUndefined();
      });

      it.each(['', '..', 'export', 'a/b', 'a b', 'ü', 'a\0', 'a'.repeat(201)])(
        'are refused as %j',
        async (id) => {
          await expect(store.putRecipe(id, soup())).rejects.toThrow(coded('RECORD_INVALID'));
        },
      );
    });

    describe('preconditions', () => {
      it('let a write happen where they hold', async () => {
        const { recipe } = await store.putRecipe('a', soup(), 'absent');
        const { revision } = recipe;
        const put = await store.putRecipe('a', soup({ title: 'Second' }), { revision });
        await store.putRecipe('a', soup({ title: 'Third' }), 'present');
        expect(put.recipe.revision).toBeGreaterThan(revision);
        await store.deleteRecipe('a', 'present');
      });

      it('refuse it where they do not', async () => {
        const conflict = coded('REVISION_CONFLICT');
        await expect(store.putRecipe('a', soup(), 'present')).rejects.toThrow(conflict);
        await expect(store.deleteRecipe('a', { revision: 1 })).rejects.toThrow(conflict);
        const { recipe } = await store.putRecipe('a', soup());
        const old = { revision: recipe.revision - 1 };
        await expect(store.putRecipe('a', soup({ title: 'Lost' }), 'absent')).rejects.toThrow(conflict);
        await expect(store.putRecipe('a', soup({ title: 'Lost' }), old)).rejects.toThrow(conflict);
        await expect(store.deleteRecipe('a', old)).rejects.toThrow(conflict);
        expect(await store.recipe('a')).toEqual(recipe);
      });

      it('let one of many writers through', async () => {
        const { recipe } = await store.putRecipe('a', soup());
        const writes = Array.from({ length: 10 }, (_, i) =>
          store.putRecipe('a', soup({ title: `Writer ${i}` }), { revision: recipe.revision }),
        );
        const settled = await Promise.allSettled(writes);
        const through = settled.filter(({ status }) => status === 'fulfilled');
        expect(through).toHaveLength(1);
        expect(through[0]).toMatchObject({ value: { recipe: await store.recipe('a') } });
      });
    });

    describe('photos', () => {
      const place = { recipeId: 'a', photoId: 'a-1.jpg' };
      beforeEach(() => store.putRecipe('a', soup()));

      it('come back as they were put, and change like recipes', async () => {
        const { photo, outcome } = await store.putPhoto(place, jpeg, 'absent');
        expect([outcome, photo]).toMatchObject(['created', { id: 'a-1.jpg', recipeId: 'a', ...jpeg }]);
        expect(await store.photo('a-1.jpg')).toEqual(photo);
        expect(await store.photosOf(['b', 'a'])).toEqual([photo]);
        expect(await store.putPhoto(place, jpeg)).toEqual({ photo, outcome: 'unchanged' });
        const { revision } = photo;
        const wider = await store.putPhoto(place, { ...jpeg, width: 800 }, { revision });
        expect(wider).toMatchObject({ outcome: 'changed', photo: { width: 800 } });
        await expect(store.putPhoto(place, jpeg, { revision })).rejects.toThrow(coded('REVISION_CONFLICT'));
        await expect(store.deletePhoto(place, { revision })).rejects.toThrow(coded('REVISION_CONFLICT'));
        await store.deletePhoto(place);
        expect(await store.photo('a-1.jpg')).toBeUndefined();
      });

      it('are read with their recipes, many at once', async () => {
        await store.putRecipe('b', soup({ title: 'Other' }));
        const { photo } = await store.putPhoto(place, jpeg);
        const byId = (await store.recipes(['b', 'gone', 'a'])).toSorted((x, y) => (x.id < y.id ? -1 : 1));
        expect(byId).toEqual([
          { ...(await store.recipe('a'))!, photos: [photo] },
          { ...(await store.recipe('b'))!, photos: [] },
        ]);
        expect((await store.page({ limit: 9 })).recipes).toEqual(byId);
        expect(await store.photos(['gone', 'a-1.jpg'])).toEqual([photo]);
        expect([await store.recipes([]), await store.photos([])]).toEqual([[], []]);
      });

      it('need their recipe, and an id of their own', async () => {
        await store.putRecipe('b', soup({ title: 'Other' }));
        await store.putPhoto(place, jpeg);
        const elsewhere = { ...place, recipeId: 'b' };
        const nowhere = { ...place, recipeId: 'none' };
        await expect(store.putPhoto(elsewhere, jpeg)).rejects.toThrow(coded('PHOTO_ID_TAKEN'));
        await expect(store.putPhoto(nowhere, jpeg)).rejects.toThrow(coded('NOT_FOUND'));
        await expect(store.deletePhoto(elsewhere)).rejects.toThrow(coded('NOT_FOUND'));
        expect(await store.photo('a-1.jpg')).toMatchObject({ recipeId: 'a' });
      });

      it.each<[string, Partial<PhotoContent>]>([
        ['content that is no hash', { content: '../etc' }],
        ['a type that is no image', { type: 'text/html' }],
        ['no pixels', { width: 0 }],
      ])('are refused with %s', async (_, change) => {
        const refused = store.putPhoto(place, { ...jpeg, ...change });
        await expect(refused).rejects.toThrow(coded('RECORD_INVALID'));
      });

      it('go with their recipe, and the feed says so', async () => {
        await store.putPhoto(place, jpeg);
        await store.putPhoto({ ...place, photoId: 'a-2.jpg' }, jpeg);
        const before = await idle();
        expect(await store.latestSequence()).toBe(before);
        await store.deleteRecipe('a');
        expect(await store.photosOf(['a'])).toEqual([]);
        expect((await store.changesSince(before, 10)).changes).toMatchObject([
          { kind: 'photo', id: 'a-1.jpg', recipeId: 'a', operation: 'delete' },
          { kind: 'photo', id: 'a-2.jpg', recipeId: 'a', operation: 'delete' },
          { kind: 'recipe', id: 'a', recipeId: 'a', operation: 'delete' },
        ]);
      });

      it('tell which contents are in use', async () => {
        await store.putPhoto(place, jpeg);
        expect(await store.contentsInUse([jpeg.content, 'cd'.repeat(32)])).toEqual(new Set([jpeg.content]));
      });
    });

    describe('a batch', () => {
      it('says of each entry what became of it; the last of an id wins', async () => {
        await store.putRecipes([titled('b'), titled('c')]);
        const batch = [titled('a', 'first'), titled('b'), titled('c', 'changed'), titled('a', 'last')];
        expect(await store.putRecipes(batch)).toEqual([
          { id: 'a', outcome: 'superseded' },
          { id: 'b', outcome: 'unchanged' },
          { id: 'c', outcome: 'changed' },
          { id: 'a', outcome: 'created' },
        ]);
        expect(await store.recipe('a')).toMatchObject({ title: 'last' });
      });

      it('is written whole or not at all, and may be as long as it is said', async () => {
        const batch = Array.from({ length: MAX_BATCH }, (_, i) => titled(`r${i}`));
        const spoilt = batch.with(7, titled('r7', '\0'));
        await expect(store.putRecipes(spoilt)).rejects.toThrow(coded('RECORD_INVALID'));
        await expect(store.putRecipes([...batch, titled('more')])).rejects.toThrow(coded('RECORD_INVALID'));
        expect(await store.counts()).toEqual({ recipes: 0, photos: 0 });
        await store.putRecipes(batch);
        expect(await store.counts()).toEqual({ recipes: MAX_BATCH, photos: 0 });
      });
    });

    describe('pages', () => {
      it('hold every recipe once, by the bytes of its id, whatever is written between them', async () => {
        await store.putRecipes(['b', 'Z', 'a-1', 'a.1', 'c', 'a'].map((id) => titled(id)));
        const first = await store.page({ limit: 3 });
        expect(first.recipes.map(({ id }) => id)).toEqual(['Z', 'a', 'a-1']);
        await store.deleteRecipe('a-1');
        await store.putRecipe('A', soup());
        await store.putRecipe('c', soup({ title: 'changed' }));
        const second = await store.page({ limit: 3, after: first.next });
        expect(second.recipes.map(({ id }) => id)).toEqual(['a.1', 'b', 'c']);
        expect(second.next).toBeUndefined();
      });

      it.each(['', 'x', 'e30', 'eyJhZnRlciI6Ilx1MDAwMCJ9'])('refuse the cursor %j', async (after) => {
        await expect(store.page({ limit: 1, after })).rejects.toThrow(coded('CURSOR_INVALID'));
      });

      it('make up an export, photos included', async () => {
        await store.putRecipes([titled('b'), titled('a')]);
        await store.putPhoto({ recipeId: 'b', photoId: 'p' }, jpeg);
        expect(await exported()).toMatchObject([
          { id: 'a', photos: [] },
          { id: 'b', photos: [{ id: 'p', ...jpeg }] },
        ]);
      });
    });

    describe('the feed of changes', () => {
      it('names each record once, with its last change, in their order', async () => {
        await store.putRecipes([titled('a'), titled('b'), titled('c')]);
        await store.putRecipe('a', soup({ title: 'changed' }));
        await store.deleteRecipe('b');
        const { changes, until } = await store.changesSince(0, 10);
        expect(changes.map(({ id, operation }) => `${operation} ${id}`)).toEqual([
          'upsert c',
          'upsert a',
          'delete b',
        ]);
        expect(changes.find(({ id }) => id === 'a')?.sequence).toBe((await store.recipe('a'))?.revision);
        expect(await store.changesSince(until, 10)).toEqual({ changes: [], until });
      });

      it('comes in pages that miss nothing', async () => {
        await store.putRecipes(['a', 'b', 'c'].map((id) => titled(id)));
        const first = await store.changesSince(0, 2);
        await store.putRecipe('a', soup({ title: 'changed' }));
        const second = await store.changesSince(first.until, 2);
        expect([first, second].map(({ changes }) => changes.map(({ id }) => id))).toEqual([
          ['a', 'b'],
          ['c', 'a'],
        ]);
      });
    });

    describe('several writes at once', () => {
      it('happen together', async () => {
        await store.atomically(async (catalogue) => {
          await catalogue.putRecipe('a', soup());
          await catalogue.putPhoto({ recipeId: 'a', photoId: 'p' }, jpeg);
        });
        expect(await store.counts()).toEqual({ recipes: 1, photos: 1 });
      });

      it('happen not at all where one fails', async () => {
        const failing = store.atomically(async (catalogue) => {
          await catalogue.putRecipe('a', soup());
          await catalogue.deleteRecipe('none');
        });
        await expect(failing).rejects.toThrow(coded('NOT_FOUND'));
        expect(await exported()).toEqual([]);
        expect(await idle()).toBe(0);
      });
    });

    describe('an idempotency key', () => {
      const request = { method: 'PUT', body: soup() };
      const putting = (key: string, body: unknown = request) =>
        store.once({ key, request: body }, async (catalogue) => {
          const { recipe } = await catalogue.putRecipe(`r-${key}`, soup());
          return { revision: recipe.revision, at: recipe.createdAt };
        });

      it('does the work once, and gives its outcome again', async () => {
        const first = await putting('k');
        await store.deleteRecipe('r-k');
        const again = await putting('k', { body: soup(), method: 'PUT' });
        expect(again).toEqual({ outcome: first.outcome, replayed: true });
        expect(first.replayed).toBe(false);
        expect(await store.recipe('r-k')).toBeUndefined();
      });

      it('does it once for requests that come together', async () => {
        const replays = (await Promise.all(['k', 'k', 'k'].map((key) => putting(key)))).map(
          (of) => of.replayed,
        );
        expect(replays.filter(Boolean)).toHaveLength(2);
      });

      it('is refused with another request', async () => {
        await putting('k');
        await expect(putting('k', { method: 'PUT' })).rejects.toThrow(coded('IDEMPOTENCY_KEY_REUSED'));
      });

      it('is not used up by work that fails', async () => {
        const failing = store.once({ key: 'k', request }, (catalogue) =>
          catalogue.deleteRecipe('none').then(() => ({})),
        );
        await expect(failing).rejects.toThrow(coded('NOT_FOUND'));
        expect(await putting('k')).toMatchObject({ replayed: false });
      });

      it('is forgotten in time', async () => {
        await putting('k');
        expect(await store.forgetKeysBefore(new Date(Date.now() + 1000))).toBe(1);
        expect(await putting('k')).toMatchObject({ replayed: false });
      });
    });
  });
}
