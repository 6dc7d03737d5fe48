import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptied } from '../../test/emptied.js';
import { listed } from '../../test/written-folder.js';
import { soup } from '../store/catalogue-store.contract.js';
import { type Catalogue, openCatalogue } from '../store/open-catalogue.js';
import { exportLines } from './export-lines.js';
import { IMPORT_START, type ImportCheckpoint, type ImportParts, importLines } from './import-lines.js';

let folder: string;
let catalogue: Catalogue;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-import-'));
  catalogue = await openCatalogue({ folder });
});
beforeEach(() => emptied(catalogue.database));
afterAll(async () => {
  await catalogue.close();
  await rm(folder, { recursive: true });
});

const own = (id: string, change: object = {}): string => JSON.stringify({ id, ...soup(change) });
const counts = (change: object): object => ({ ...IMPORT_START.counts, ...change });

async function imported(
  lines: readonly (string | Buffer)[],
  parts: Partial<ImportParts> = {},
): Promise<{ outcome: ImportCheckpoint; errors: { line: number; code: string; message: string }[] }> {
  const [file, errors] = [join(folder, 'lines.ndjson'), join(folder, 'errors.ndjson')];
  await writeFile(file, Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')])));
  const { store, photos } = catalogue;
  const save = async (): Promise<void> => undefined;
  const outcome = await importLines({ store, photos, file, errors, from: IMPORT_START, save, ...parts });
  const report = (await readFile(errors, 'utf8')).split('\n').filter((line) => line !== '');
  return { outcome, errors: report.map((line) => JSON.parse(line)) };
}

describe('importLines', () => {
  it('takes our own shape and schema.org', async () => {
    const { outcome } = await imported([
      own('a'),
      JSON.stringify({ '@type': 'Recipe', '@id': 'b', name: 'Pie', recipeIngredient: ['4 apples'] }),
      JSON.stringify({ '@graph': [{ '@type': 'Recipe', name: 'Crème brûlée' }] }),
    ]);
    expect(outcome.counts).toEqual(counts({ created: 3 }));
    const { recipes } = await catalogue.store.page({ limit: 9 });
    expect(recipes.map(({ id }) => id)).toEqual([
      'a',
      'b',
      expect.stringMatching(/^creme-brulee-[0-9a-f]{10}$/),
    ]);
    expect(recipes[1]).toMatchObject({ title: 'Pie', ingredients: ['4 apples'], tags: [] });
  });

  it('gives a recipe without a name of its own the same id wherever it stands', async () => {
    const nameless = JSON.stringify({ '@type': 'Recipe', name: 'Pie' });
    await imported([nameless]);
    const { outcome } = await imported([own('x'), nameless]);
    expect(outcome.counts).toEqual(counts({ created: 1, unchanged: 1 }));
  });

  it('writes down what is wrong with a line, and goes on', async () => {
    const { outcome, errors } = await imported([
      '{"id": ',
      own('a'),
      '[1, 2]',
      own('a/b'),
      '',
      JSON.stringify({ ...soup(), id: 'b', rating: 5 }),
      Buffer.from([0x22, 0xff, 0x22]),
      `"${'x'.repeat(2 * 1024 * 1024)}"`,
      '['.repeat(100_000) + ']'.repeat(100_000),
      own('c', { title: '-', ingredients: [], instructions: [] }),
      own('d'),
    ]);
    expect(errors.map(({ line, code }) => [line, code])).toEqual([
      [1, 'JSON_INVALID'],
      [3, 'RECORD_INVALID'],
      [4, 'RECORD_INVALID'],
      [6, 'RECORD_INVALID'],
      [7, 'JSON_INVALID'],
      [8, 'RECORD_INVALID'],
      [9, 'RECORD_INVALID'],
      [10, 'RECORD_INVALID'],
    ]);
    expect(outcome.firstErrors).toEqual(errors);
    expect(outcome.counts).toEqual(counts({ created: 2, errors: 8 }));
  });

  it('takes photos whose bytes are there', async () => {
    const content = await catalogue.photos.put(Buffer.from('photo'));
    const photo = { id: 'p.jpg', content, type: 'image/jpeg', bytes: 5, width: 2, height: 1 };
    const gone = { ...photo, id: 'q.jpg', content: 'ab'.repeat(32) };
    const { outcome, errors } = await imported([
      JSON.stringify({ id: 'a', ...soup(), photos: [photo, gone] }),
      JSON.stringify({ id: 'b', ...soup(), photos: [photo] }),
    ]);
    expect(outcome.counts).toEqual(counts({ created: 2, photos: 1, errors: 2 }));
    expect(errors.map(({ line, code }) => [line, code])).toEqual([
      [1, 'PHOTO_MISSING'],
      [2, 'PHOTO_ID_TAKEN'],
    ]);
    expect(await catalogue.store.photosOf(['a', 'b'])).toMatchObject([{ id: 'p.jpg', recipeId: 'a' }]);
  });

  it('takes what an export gives, its end too', async () => {
    const content = await catalogue.photos.put(Buffer.from('photo'));
    await catalogue.store.putRecipe('a', soup());
    const photo = { content, type: 'image/jpeg', bytes: 5, width: 2, height: 1 };
    await catalogue.store.putPhoto({ recipeId: 'a', photoId: 'p.jpg' }, photo);
    const lines = await listed(exportLines(catalogue.store));
    expect(lines.at(-1)).toBe('{"end":true,"recipes":1}\n');
    await catalogue.store.deleteRecipe('a');
    const { outcome } = await imported(lines.map((line) => line.trimEnd()));
    expect(outcome.counts).toEqual(counts({ created: 1, photos: 1 }));
    expect(await listed(exportLines(catalogue.store))).toEqual(lines);
  });
});

describe('importLines that was stopped', () => {
  const lines = Array.from({ length: 650 }, (_, i) =>
    i % 3 === 2 ? `broken ${i}` : own(`r${i}`, { title: `Soup ${i}` }),
  );

  it.each([0, 1, 2])('after batch %i, before or after its checkpoint, goes on exactly', async (batch) => {
    const whole = await imported(lines);
    for (const saved of [false, true]) {
      await emptied(catalogue.database);
      let kept: ImportCheckpoint = IMPORT_START;
      let saves = 0;
      const save = async (checkpoint: ImportCheckpoint): Promise<void> => {
        if (saves < batch || saved) kept = checkpoint;
        if (saves++ === batch) throw new Error('killed');
      };
      await expect(imported(lines, { save })).rejects.toThrow('killed');
      const { outcome, errors } = await imported(lines, { from: kept });
      const { created, unchanged } = outcome.counts;
      expect(created + unchanged).toBe(whole.outcome.counts.created);
      expect(outcome).toMatchObject({ line: lines.length, errorBytes: whole.outcome.errorBytes });
      expect(errors).toEqual(whole.errors);
      expect(await catalogue.store.counts()).toMatchObject({ recipes: whole.outcome.counts.created });
    }
  });

  it('stops between batches where it is told to', async () => {
    const stop = new AbortController();
    let last: ImportCheckpoint | undefined;
    const save = async (checkpoint: ImportCheckpoint): Promise<void> => {
      last = checkpoint;
      stop.abort(new Error('stopped'));
    };
    await expect(imported(lines, { save, signal: stop.signal })).rejects.toThrow('stopped');
    expect(await catalogue.store.counts()).toMatchObject({ recipes: last!.counts.created });
  });
});
