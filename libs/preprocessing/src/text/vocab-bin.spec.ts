import { Random, matrixOf } from '@seje/core';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TermVectors } from './term-vectors.js';
import { decodeVocabBin, encodeVocabBin, readVocabBin, writeVocabBin } from './vocab-bin.js';

function randomVectors(random: Random): TermVectors {
  const rows = random.int(20);
  const matrix = matrixOf(rows, 1 + random.int(12));
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = random.normal();
  return new TermVectors(
    Array.from({ length: rows }, (_, i) => `crème_brûlée${i}`),
    matrix,
  );
}

/** As some programs write it: no newline after a row. */
function withoutNewlines({ terms, dimension, matrix }: TermVectors): Uint8Array {
  const rows = terms.map((term, row) => {
    const numbers = matrix.data.slice(row * dimension, (row + 1) * dimension);
    return Buffer.concat([Buffer.from(`${term} `), Buffer.from(numbers.buffer)]);
  });
  return Buffer.concat([Buffer.from(`${terms.length} ${dimension}\n`), ...rows]);
}

describe('vocab.bin', () => {
  it('is read as it was written, with and without newlines', () => {
    const random = Random.fromSeed(11);
    for (let i = 0; i < 50; i++) {
      const vectors = randomVectors(random);
      for (const bytes of [encodeVocabBin(vectors), withoutNewlines(vectors)]) {
        const read = decodeVocabBin(bytes, 'x');
        expect(read.terms).toEqual(vectors.terms);
        expect(read.matrix).toEqual(vectors.matrix);
      }
    }
  });

  it('has the layout of word2vec.c', () => {
    const vectors = new TermVectors(['salt'], matrixOf(1, 2, Float32Array.of(1, -2)));
    const floats = [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0];
    expect([...encodeVocabBin(vectors)]).toEqual([...Buffer.from('1 2\nsalt '), ...floats, 0x0a]);
  });

  it('goes through a file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'seje-')), 'vocab.bin');
    const vectors = randomVectors(Random.fromSeed(3));
    await writeVocabBin(path, vectors);
    expect((await readVocabBin(path)).matrix).toEqual(vectors.matrix);
    await expect(readVocabBin(`${path}.other`)).rejects.toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    );
  });

  const whole = encodeVocabBin(new TermVectors(['oil', 'salt'], matrixOf(2, 2, Float32Array.of(1, 2, 3, 4))));
  const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');
  const zeros = '\0'.repeat(8);
  it.each([
    ['empty', text('')],
    ['no header', text(`salt ${zeros}`)],
    ['a width of 0', text('1 0\nsalt ')],
    ['a count that its size cannot hold', text('999999999999 300\nsalt ')],
    ['more than it announces', Buffer.concat([whole, text('x')])],
    ['a word twice', text(`2 2\noil ${zeros}\noil ${zeros}\n`)],
    ['no word', text(`1 2\n ${zeros}00\n`)],
    ['NaN', text(`1 2\noil \0\0\xc0\x7f\0\0\0\0\n`)],
  ])('refuses a file with %s', (_, bytes) => {
    expect(() => decodeVocabBin(bytes, 'vocab.bin')).toThrow(
      expect.objectContaining({ code: 'FILE_DAMAGED' }),
    );
  });

  it('refuses a file cut short anywhere', () => {
    // the last byte is the newline that a reader can do without
    for (let length = 0; length < whole.length - 1; length++) {
      expect(() => decodeVocabBin(whole.subarray(0, length), 'vocab.bin')).toThrow(/vocab\.bin/);
    }
  });
});
