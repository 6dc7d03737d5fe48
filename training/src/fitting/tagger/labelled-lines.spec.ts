import type { RecipeRecord } from '@seje/core';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { linesOfFiles, linesOfRecipes } from './collect-lines.js';
import { findName } from './labelled-line.js';
import { readLabelledCsv } from './read-labelled-csv.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-labels-'));
  return () => rm(folder, { recursive: true });
});
async function csv(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const FIRST = `input,name,quantity
½ cup (120 ml) Crème fraîche,creme fraiche,#1$2
"2 fig leaves, washed",fig leaf,2
1 cup heavy cream,,
3 tbsp butter or margarine,butter or margarine,3
3 tbsp butter or margarine,margarine,3
"1 cup ""00"" flour",flour,1
`;

describe('findName', () => {
  it('finds a name token by token, the first time it stands there', () => {
    expect(findName('1 cup salt, or kosher salt', 'Salt')).toEqual({ start: 2, end: 3 });
    expect(findName('2 tbsp extra-virgin olive oil', 'extra-virgin olive oil')).toEqual({ start: 2, end: 7 });
    expect(findName('2 saltines', 'salt')).toBeUndefined();
    expect(findName('salt', ' ')).toBeUndefined();
  });
});

describe('readLabelledCsv', () => {
  it('takes lines whose name stands in them, and counts the others by reason', async () => {
    const { lines, report } = await readLabelledCsv(await csv('a.csv', FIRST));
    expect(lines.map(({ text, name }) => [text, name])).toEqual([
      ['½ cup (120 ml) Crème fraîche', { start: 6, end: 8 }],
      ['3 tbsp butter or margarine', { start: 2, end: 5 }],
      ['1 cup "00" flour', { start: 5, end: 6 }],
    ]);
    expect(report).toEqual({ rows: 6, usable: 3, unlabelled: 1, nameNotInLine: 1, repeated: 1 });
  });

  it('says what is wrong with a file', async () => {
    const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
    await expect(readLabelledCsv(join(folder, 'none.csv'))).rejects.toThrow(code('FILE_NOT_FOUND'));
    const columns = readLabelledCsv(await csv('b.csv', 'line,name\nsalt,salt\n'));
    await expect(columns).rejects.toThrow(code('DATA_LAYOUT_UNKNOWN'));
    await expect(columns).rejects.toThrow(/expected the columns input and name.*found line, name/);
    const torn = readLabelledCsv(await csv('c.csv', 'input,name\n"salt,salt\n'));
    await expect(torn).rejects.toThrow(code('FILE_DAMAGED'));
  });

  it('counts a line of two files once', async () => {
    const paths = [
      await csv('a.csv', FIRST),
      await csv('d.csv', 'input,name\n"1 cup ""00"" flour",flour\nsalt,salt\n'),
    ];
    const { lines, reports } = await linesOfFiles(paths);
    expect(lines).toHaveLength(4);
    expect(Object.keys(reports)).toEqual(paths);
  });
});

describe('linesOfRecipes', () => {
  const record = (ingredients: string[], entities?: (string | null)[]): RecipeRecord => ({
    id: 'r',
    title: '',
    partition: 'train',
    instructions: [],
    photos: [],
    ingredients,
    ...(entities && { entities }),
  });
  async function* records(): AsyncIterable<RecipeRecord> {
    yield record(['2 red onions', 'For the soup:'], ['red onions', null]);
    yield record(['2 red onions', 'chikcen'], ['red onions', 'chicken']);
    yield record(['1 l water']);
    yield record(['1 l water'], ['water']);
  }

  it('takes valid lines with their name, others as none', async () => {
    const { lines, report } = await linesOfRecipes(records(), { maxLines: 10, seed: 1 });
    expect(lines).toEqual([
      { text: '2 red onions', isIngredient: true, name: { start: 1, end: 3 } },
      { text: 'For the soup:', isIngredient: false },
      { text: '1 l water', isIngredient: true, name: { start: 2, end: 3 } },
    ]);
    expect(report).toEqual({ named: 2, others: 1, nameNotInLine: 1, repeated: 1, beyondLimit: 0 });
  });

  it('keeps as many as it may, the same for the same seed', async () => {
    const { lines, report } = await linesOfRecipes(records(), { maxLines: 2, seed: 1 });
    expect(lines).toHaveLength(2);
    expect(report.beyondLimit).toBe(1);
    expect((await linesOfRecipes(records(), { maxLines: 2, seed: 1 })).lines).toEqual(lines);
  });
});
