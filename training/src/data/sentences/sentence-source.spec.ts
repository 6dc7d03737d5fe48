import { type Matrix, matrixOf, sha256 } from '@seje/core';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rename, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Float16Sentences } from './float16-sentences.js';
import { Float16ShardWriter } from './float16-shard-writer.js';
import { describeSentenceSource } from './sentence-source.contract.js';
import { SentencesInMemory } from './sentences-in-memory.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-sentences-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes the rows as recipes of one, two, three ... sentences. */
async function written(matrix: Matrix, rowsPerShard: number) {
  const directory = await mkdtemp(join(folder, 'shards-'));
  const writer = new Float16ShardWriter(directory, rowsPerShard);
  const { rows, columns, data } = matrix;
  for (let start = 0, count = 1; start < rows; start += count, count++) {
    const some = Math.min(count, rows - start);
    const ofRecipe = data.subarray(start * columns, (start + some) * columns);
    await writer.append(matrixOf(some, columns, ofRecipe), `from ${start}`);
  }
  const checksums = await writer.close();
  return { directory, checksums, shape: { rows, columns, rowsPerShard } };
}

/** Files under the folder that this process has open. */
function openFiles(directory: string): number {
  const descriptors = readdirSync('/proc/self/fd').map((name) => join('/proc/self/fd', name));
  const targets = descriptors.filter(existsSync).map((path) => readlinkSync(path));
  return targets.filter((path) => path.startsWith(directory)).length;
}

describeSentenceSource('a matrix in memory', async (matrix) => new SentencesInMemory(matrix));
for (const rowsPerShard of [1, 3, 4, 11, 100])
  describeSentenceSource(`shards of ${rowsPerShard}`, async (matrix) => {
    const { directory, shape } = await written(matrix, rowsPerShard);
    return new Float16Sentences(directory, shape, 2);
  });

describe('shards of float16', () => {
  const matrix = matrixOf(
    7,
    2,
    Float32Array.from({ length: 14 }, (_, i) => i),
  );

  it('have their number of rows each but for the last, and the checksums of what is in them', async () => {
    const { directory, checksums } = await written(matrix, 3);
    const names = ['sentences-000000.f16', 'sentences-000001.f16', 'sentences-000002.f16'];
    expect((await readdir(directory)).toSorted()).toEqual(names);
    const contents = await Promise.all(names.map((name) => readFile(join(directory, name))));
    expect(contents.map(({ length }) => length)).toEqual([12, 12, 4]);
    expect(checksums).toEqual(Object.fromEntries(names.map((name, i) => [name, sha256(contents[i]!)])));
    expect([...contents[2]!]).toEqual([0x00, 0x4a, 0x80, 0x4a]); // 12 and 13, little-endian
  });

  it('keep no more files open than told, and none when closed', async (ctx) => {
    if (process.platform !== 'linux') ctx.skip('open files are counted in /proc');
    const { directory, shape } = await written(matrix, 1);
    const source = new Float16Sentences(directory, shape, 2);
    expect(openFiles(directory)).toBe(0);
    for (const row of [0, 1, 2, 3, 0, 6]) source.read(row, 1);
    expect(openFiles(directory)).toBe(2);
    source.close();
    expect(openFiles(directory)).toBe(0);
  });

  it('name the file that has gone or was cut', async () => {
    const { directory, shape } = await written(matrix, 3);
    const source = new Float16Sentences(directory, shape);
    await truncate(join(directory, 'sentences-000001.f16'), 5);
    await rename(join(directory, 'sentences-000002.f16'), join(directory, 'elsewhere'));
    expect([...source.read(3, 1).data]).toEqual([6, 7]);
    expect(() => source.read(4, 1)).toThrow(/sentences-000001\.f16 ends early/);
    expect(() => source.read(4, 1)).toThrow(expect.objectContaining({ code: 'FILE_DAMAGED' }));
    expect(() => source.read(6, 1)).toThrow(/sentences-000002\.f16/);
    expect(() => source.read(6, 1)).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
    source.close();
  });
});
