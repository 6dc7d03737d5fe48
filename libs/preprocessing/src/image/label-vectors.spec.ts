import { matrixFromRows } from '@seje/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ENGLISH_STOP_WORDS } from '../text/stop-words.js';
import { TermVectors } from '../text/term-vectors.js';
import { readLabelVectors, writeLabelVectors } from './label-vectors-file.js';
import { labelVectors } from './label-vectors.js';

const vectors = new TermVectors(
  ['apple_pie', 'apple', 'pie', 'mac', 'cheese'],
  matrixFromRows([
    Float32Array.of(9, 9),
    Float32Array.of(1, 0),
    Float32Array.of(0, 1),
    Float32Array.of(2, 4),
    Float32Array.of(4, 8),
  ]),
);
const stopWords = new Set(ENGLISH_STOP_WORDS);
const of = (...labels: string[]) => labelVectors(labels, vectors, stopWords);

it('takes the joined form first, then the mean of the words that have a vector', () => {
  const { matrix, unknown } = of('Apple pie', 'Cheese Pie', 'Mac and Cheese', 'Pie, unheard-of', 'pie');
  expect([...matrix.data]).toEqual([9, 9, 2, 4.5, 3, 6, 0, 1, 0, 1]);
  expect(unknown).toEqual([]);
});

it('gives zeros where no word has a vector, and names those labels', () => {
  const { matrix, unknown } = of('Takoyaki', 'Apple', '寿司');
  expect([...matrix.data]).toEqual([0, 0, 1, 0, 0, 0]);
  expect(unknown).toEqual(['Takoyaki', '寿司']);
});

it('is read as it was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seje-labels-'));
  const { matrix } = of('Mac and Cheese', 'Takoyaki');
  await writeLabelVectors(join(folder, 'v.bin'), matrix);
  expect(await readLabelVectors(join(folder, 'v.bin'))).toEqual(matrix);
  await rm(folder, { recursive: true });
});
