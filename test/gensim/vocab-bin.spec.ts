import { Random, matrixOf } from '@seje/core';
import { TermVectors, readVocabBin, writeVocabBin } from '@seje/preprocessing';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestContext, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENSIM } from '../python/environments.mjs';
import { findPython, noPython } from '../python/find-python.mjs';

const script = fileURLToPath(new URL('vectors.py', import.meta.url));
const gensim = findPython(GENSIM);

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'seje-gensim-'))));
afterEach(() => rm(folder, { recursive: true }));

function inPython(ctx: TestContext, args: readonly string[], input = ''): string {
  if (gensim === undefined) ctx.skip(noPython(GENSIM));
  const { status, stdout, stderr } = spawnSync(gensim, [script, ...args], { input, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

function someVectors(): TermVectors {
  const random = Random.fromSeed(4);
  const matrix = matrixOf(200, 33);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = random.normal();
  // a vector whose first byte is that of a newline, which a reader could take for one
  new Uint8Array(matrix.data.buffer)[5 * 33 * Float32Array.BYTES_PER_ELEMENT] = 0x0a;
  return new TermVectors(
    Array.from({ length: 200 }, (_, i) => `crème_brûlée_${i}`),
    matrix,
  );
}

function asJson({ terms, matrix, dimension }: TermVectors): Record<string, number[]> {
  return Object.fromEntries(
    terms.map((term, row) => [term, [...matrix.data.subarray(row * dimension, (row + 1) * dimension)]]),
  );
}

describe('vocab.bin', () => {
  it('is read by gensim as we wrote it', async (ctx) => {
    const vectors = someVectors();
    const path = join(folder, 'ours.bin');
    await writeVocabBin(path, vectors);
    const read = JSON.parse(inPython(ctx, ['read', path])) as Record<string, number[]>;
    expect(Object.keys(read)).toEqual(vectors.terms);
    expect(read).toEqual(asJson(vectors));
  });

  it('is read by us as gensim wrote it, without a newline after each vector', async (ctx) => {
    const vectors = someVectors();
    const path = join(folder, 'gensim.bin');
    inPython(ctx, ['write', path], JSON.stringify(asJson(vectors)));
    const read = await readVocabBin(path);
    expect(read.terms).toEqual(vectors.terms);
    expect(read.matrix.data).toEqual(vectors.matrix.data);
    const header = Buffer.byteLength('200 33\n');
    const rows = vectors.terms.map((term) => Buffer.byteLength(`${term} `) + 33 * 4);
    expect((await readFile(path)).length).toBe(header + rows.reduce((sum, bytes) => sum + bytes, 0));
  });
});
