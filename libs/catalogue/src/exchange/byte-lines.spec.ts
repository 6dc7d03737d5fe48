import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listed } from '../../test/written-folder.js';
import { byteLines } from './byte-lines.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function linesOf(text: string, from = { offset: 0, line: 0 }, longest = 1_000) {
  const path = join(folder, 'lines');
  await writeFile(path, text);
  const lines = await listed(byteLines(path, from, longest));
  return lines.map(({ number, end, bytes }) => [number, end, bytes?.toString()]);
}

describe('byteLines', () => {
  it('gives each line with what follows it', async () => {
    expect(await linesOf('a\n\nçé\r\nlast')).toEqual([
      [1, 2, 'a'],
      [2, 3, ''],
      [3, 9, 'çé\r'],
      [4, 13, 'last'],
    ]);
  });

  it('ends with the last line break', async () => {
    expect(await linesOf('a\n')).toEqual([[1, 2, 'a']]);
    expect(await linesOf('')).toEqual([]);
  });

  it('gives the same from the end of any line on', async () => {
    const text = 'one\ntwo\n\nfour';
    const all = await linesOf(text);
    for (const [number, end] of all as [number, number][]) {
      expect(await linesOf(text, { offset: end, line: number })).toEqual(all.slice(number));
    }
  });

  it('leaves out the bytes of a line that is too long, and goes on behind it', async () => {
    const long = 'x'.repeat(200_000);
    expect(await linesOf(`a\n${long}\nb`, undefined, 100_000)).toEqual([
      [1, 2, 'a'],
      [2, 200_003, undefined],
      [3, 200_004, 'b'],
    ]);
  });
});
