import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readAll, writtenFolder } from '../../test/written-folder.js';
import { openRecipeSource } from '../open-recipe-source.js';

interface Row {
  id: string;
  title: string;
  partition: string;
  url: string;
  ingredients: { text: string }[];
  instructions: { text: string }[];
}

const row = (id: string, changes: Partial<Row> = {}): Row => ({
  id,
  title: `Dish ${id}`,
  partition: 'train',
  url: `http://cook.test/${id}`,
  ingredients: [{ text: '12 cup flour' }, { text: 'a pinch of "salt" {fine} [sea] \\' }],
  instructions: [{ text: 'Mix – café ½.' }],
  ...changes,
});
const photos = (id: string, ...names: string[]): unknown => ({
  id,
  images: names.map((name) => ({ id: name, url: `http://cook.test/${name}` })),
});
const entities = (id: string, valid: boolean[], names: string[]): unknown => ({
  id,
  valid,
  ingredients: names.map((text) => ({ text })),
});

const read = async (files: Record<string, unknown>): ReturnType<typeof readAll> =>
  readAll(await openRecipeSource(await writtenFolder(files)));

describe('Recipe1MSource', () => {
  it('joins words, photos and entities, and leaves the known noise as it is', async () => {
    const { records, report } = await read({
      'layer1.json': [row('r1'), row('r2', { partition: 'test' })],
      'layer2.json': [photos('r2', 'abcd.jpg', 'beef.jpg')],
      'det_ingrs.json': [
        entities('r1', [true, false], ['flour', 'a pinch']),
        entities('r2', [true, true], ['flour', 'salt']),
      ],
      'images/test/a/b/c/d/abcd.jpg': 'x',
      'images/test/b/e/e/f/beef.jpg': 'x',
    });
    expect(records[0]).toEqual({
      id: 'r1',
      title: 'Dish r1',
      partition: 'train',
      url: 'http://cook.test/r1',
      ingredients: ['12 cup flour', 'a pinch of "salt" {fine} [sea] \\'],
      instructions: ['Mix – café ½.'],
      photos: [],
      entities: ['flour', null],
    });
    expect(records[1]?.photos.map(({ id, url }) => [id, url])).toEqual([
      ['abcd.jpg', 'http://cook.test/abcd.jpg'],
      ['beef.jpg', 'http://cook.test/beef.jpg'],
    ]);
    expect(records[1]?.photos[0]?.path).toMatch(/images\/test\/a\/b\/c\/d\/abcd\.jpg$/);
    expect(report).toEqual({ recipes: 2, photos: 2, dropped: {}, examples: {} });
  });

  it('names classes1M.pkl where it is there, which then counts for the fingerprint', async () => {
    const folder = await writtenFolder({ 'layer1.json': [row('r1')] });
    const without = await openRecipeSource(folder);
    const fingerprint = await without.fingerprint();
    expect(without.classesFile).toBeUndefined();
    await writeFile(join(folder, 'classes1M.pkl'), '}.}.');
    const source = await openRecipeSource(folder);
    expect(source.classesFile).toBe(join(folder, 'classes1M.pkl'));
    expect(await source.fingerprint()).not.toBe(fingerprint);
  });

  it('takes Recipe1M+ photos, which have no partition folder, and its layer2+.json', async () => {
    const { records } = await read({
      'layer1.json': [row('r1')],
      'layer2.json': [photos('r1', 'old1.jpg')],
      'layer2+.json': [photos('r1', 'new1.jpg')],
      'images/n/e/w/1/new1.jpg': 'x',
    });
    expect(records[0]?.photos.map(({ id }) => id)).toEqual(['new1.jpg']);
  });

  it('finds the records of a side file in any order', async () => {
    const ids = Array.from({ length: 50 }, (_, i) => `r${i}`);
    const { records } = await read({
      'layer1.json': ids.map((id) => row(id)),
      'det_ingrs.json': ids.toReversed().map((id) => entities(id, [true, true], [id, `salt ${id}`])),
    });
    expect(records.map((record) => record.entities)).toEqual(ids.map((id) => [id, `salt ${id}`]));
  });

  it('counts what it drops by reason, with examples', async () => {
    const { records, report } = await read({
      'layer1.json': [
        row('good'),
        row('good'),
        row('gone'),
        row('odd', { partition: 'dev' }),
        row('mute', { title: ' ', ingredients: [{ text: '-' }], instructions: [] }),
        { id: 'half', title: 'x' },
        row('other'),
      ],
      'layer2.json': [
        photos('good', 'abcd.jpg', 'lost.jpg', 'abcd.jpg'),
        photos('gone', 'gone.jpg'),
        photos('other', '../../etc/passwd'),
        photos('nobody', 'abcd.jpg'),
      ],
      'det_ingrs.json': [entities('good', [true], ['flour'])],
      'remove1M.txt': 'x\r\ngone\n',
      'images/train/a/b/c/d/abcd.jpg': 'x',
    });
    expect(records.map(({ id, photos }) => [id, photos.length])).toEqual([
      ['good', 1],
      ['other', 0],
    ]);
    expect(records[0]).not.toHaveProperty('entities');
    expect(report?.dropped).toEqual({
      'recipe id twice': 1,
      'removed by remove1M.txt': 1,
      'unknown partition': 1,
      'recipe without any text': 1,
      'malformed record': 2,
      'photo not on disk': 1,
      'photo listed twice': 1,
      'photos of an unknown recipe': 1,
      'entities not parallel to the ingredients': 1,
    });
    expect(report?.examples['unknown partition']).toEqual(['odd: dev']);
    expect(report?.examples['malformed record']?.[0]).toMatch(/layer1\.json record 6: .*partition/);
    expect(report?.examples['malformed record']?.[1]).toMatch(/layer2\.json other/);
  });

  it('refuses files that were cut short or hold something else', async () => {
    const layer1 = JSON.stringify([row('r1'), row('r2')]);
    for (const files of [
      { 'layer1.json': layer1.slice(0, -30) },
      { 'layer1.json': '{"id": 1}' },
      { 'layer1.json': layer1, 'layer2.json': '[{"id": "r1", "images": [' },
      { 'layer1.json': layer1, 'layer2.json': '{"r1": []}' },
      { 'layer1.json': layer1, 'layer2.json': '[1, 2]' },
      { 'layer1.json': layer1, 'det_ingrs.json': '[{"id": r1}]' },
    ]) {
      await expect(read(files)).rejects.toThrow(expect.objectContaining({ code: 'FILE_DAMAGED' }));
    }
  });

  it('reads far more than it holds', async () => {
    const folder = await writtenFolder({});
    const recipes = 12_000;
    const step = { text: 'Stir slowly, and taste often. '.repeat(20) };
    const file = createWriteStream(join(folder, 'layer1.json'));
    const flags = createWriteStream(join(folder, 'det_ingrs.json'));
    for (let i = 0; i < recipes; i++) {
      const text = `${i === 0 ? '[' : ','}${JSON.stringify(row(`id${i}`, { instructions: [step, step, step, step] }))}`;
      if (!file.write(text)) await once(file, 'drain');
      if (
        !flags.write(`${i === 0 ? '[' : ','}${JSON.stringify(entities(`id${i}`, [true, true], ['a', 'b']))}`)
      ) {
        await once(flags, 'drain');
      }
    }
    await Promise.all([file, flags].map((stream) => once(stream.end(']'), 'close')));
    expect(file.bytesWritten).toBeGreaterThan(30e6);
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const held: number[] = [];
    let count = 0;
    for await (const record of (await openRecipeSource(folder)).read()) {
      expect(record.entities).toHaveLength(2);
      count++;
      if (count === 1000 || count === recipes - 1000) {
        collectGarbage();
        held.push(process.memoryUsage().heapUsed);
      }
    }
    expect(count).toBe(recipes);
    expect(held[1]! - held[0]!).toBeLessThan(5e6);
  });
});
