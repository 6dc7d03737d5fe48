import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAll, writtenFolder } from '../test/written-folder.js';
import { openRecipeSource } from './index.js';

const row = {
  id: '000a',
  title: 'Toast',
  partition: 'train',
  ingredients: [{ text: 'bread' }],
  instructions: [{ text: 'Toast it.' }],
};
const recipe = { '@type': 'Recipe', name: 'Toast', recipeIngredient: ['bread'] };
const set = {
  'layer1.json': [row],
  'layer2.json': [{ id: '000a', images: [{ id: 'abcd1.jpg' }] }],
  'images/train/a/b/c/d/abcd1.jpg': 'x',
};

describe('openRecipeSource', () => {
  it('tells the layouts apart', async () => {
    expect((await openRecipeSource(await writtenFolder(set))).layout).toBe('recipe1m');
    expect((await openRecipeSource(await writtenFolder({ 'a.jsonld': recipe }))).layout).toBe('schema.org');
    expect((await openRecipeSource(await writtenFolder({ 'a.ndjson': '{}' }))).layout).toBe('schema.org');
  });

  it('opens one NDJSON file by its own path', async () => {
    const folder = await writtenFolder({ 'a.ndjson': JSON.stringify(recipe), 'b.ndjson': 'not read' });
    const { records } = await readAll(await openRecipeSource(join(folder, 'a.ndjson')));
    expect(records.map(({ id }) => id)).toEqual(['a-1']);
  });

  it('opens Recipe1M by the path of its layer1.json', async () => {
    const source = await openRecipeSource(join(await writtenFolder(set), 'layer1.json'));
    expect(source.layout).toBe('recipe1m');
    expect((await readAll(source)).records).toHaveLength(1);
  });

  it('names what it wanted and what it found', async () => {
    const folder = await writtenFolder({ 'notes.txt': 'x', 'train.csv': 'y' });
    const opened = openRecipeSource(folder);
    await expect(opened).rejects.toThrow(expect.objectContaining({ code: 'DATA_LAYOUT_UNKNOWN' }));
    await expect(opened).rejects.toThrow(/layer1\.json.*found notes\.txt, train\.csv/);
    await expect(openRecipeSource(join(folder, 'none'))).rejects.toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    );
  });

  it('refuses a set of which nothing is left, with the reasons', async () => {
    for (const files of [{ 'layer1.json': [] }, { 'a.json': { hello: 1 } }, { 'a.ndjson': '' }]) {
      const source = await openRecipeSource(await writtenFolder(files));
      await expect(readAll(source)).rejects.toThrow(expect.objectContaining({ code: 'DATA_EMPTY' }));
    }
  });
});

describe('fingerprint', () => {
  it('stays while nothing changes, and changes with a document, a photo, or a photo that comes or goes', async () => {
    const folder = await writtenFolder(set);
    const fingerprint = async (): Promise<string> => (await openRecipeSource(folder)).fingerprint();
    const photo = join(folder, 'images/train/a/b/c/d/abcd1.jpg');
    const seen = [await fingerprint()];
    expect(await fingerprint()).toBe(seen[0]);
    await utimes(join(folder, 'layer1.json'), 1, 1);
    seen.push(await fingerprint());
    await writeFile(photo, 'another');
    seen.push(await fingerprint());
    await rm(photo);
    seen.push(await fingerprint());
    expect(new Set(seen).size).toBe(4);
  });
});
