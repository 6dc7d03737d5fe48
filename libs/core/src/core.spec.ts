import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Random,
  SejeError,
  canonicalJson,
  dot,
  hasText,
  l2Normalised,
  chosenRows,
  matrixFromRows,
  parseJson,
  rowOf,
  rowRange,
  writeFileDurably,
} from './index.js';

describe('Random', () => {
  it('repeats itself for the same seed and label, and differs for another label', () => {
    const draw = (label: string): number[] => {
      const random = Random.derived(7, label);
      return [random.float(), random.int(1000), random.normal()];
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('draws its first numbers evenly over many labels', () => {
    const below = Array.from({ length: 2000 }, (_, i) => Random.derived(1, `label ${i}`).float() < 0.25);
    const share = below.filter(Boolean).length / below.length;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.04);
  });

  it('goes on where its state was taken', () => {
    const random = Random.fromSeed(3);
    random.float();
    const copy = Random.fromState(random.state());
    expect(copy.shuffled([1, 2, 3, 4, 5])).toEqual(random.shuffled([1, 2, 3, 4, 5]));
  });
});

describe('vectors', () => {
  it('normalises to length 1 and leaves the zero vector alone', () => {
    const unit = l2Normalised(Float32Array.of(3, 4));
    expect(dot(unit, unit)).toBeCloseTo(1, 6);
    expect([...l2Normalised(Float32Array.of(0, 0))]).toEqual([0, 0]);
  });

  it('stacks rows and refuses a row of another length', () => {
    expect([...rowOf(matrixFromRows([Float32Array.of(1, 2), Float32Array.of(3, 4)]), 1)]).toEqual([3, 4]);
    expect(() => matrixFromRows([Float32Array.of(1), Float32Array.of(1, 2)])).toThrow(SejeError);
  });

  it('give a range as a view and chosen rows as a copy', () => {
    const matrix = matrixFromRows([Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)]);
    const chosen = chosenRows(matrix, [2, 0, 2]);
    expect(rowRange(matrix, 0, 2)).toMatchObject({ rows: 2, columns: 2 });
    const range = rowRange(matrix, 1, 9);
    matrix.data.fill(7);
    expect(range).toEqual({ rows: 2, columns: 2, data: Float32Array.of(7, 7, 7, 7) });
    expect(chosen).toEqual({ rows: 3, columns: 2, data: Float32Array.of(5, 6, 1, 2, 5, 6) });
    expect(chosenRows(matrix, [])).toMatchObject({ rows: 0, columns: 2 });
  });
});

describe('validation', () => {
  const schema = z.strictObject({ a: z.number(), b: z.string() });

  it('reports every problem in one error', () => {
    const read = (): unknown => parseJson(schema, '{"a": "x", "c": 1}', { where: 'settings.json' });
    expect(read).toThrow(/settings\.json/);
    expect(read).toThrow(/"c"/);
    expect(read).toThrow(/→ at b/);
  });

  it('names the file that is not JSON', () => {
    expect(() => parseJson(schema, '{', { where: 'settings.json' })).toThrow(
      expect.objectContaining({ code: 'JSON_INVALID' }),
    );
  });

  it('writes equal values as equal text', () => {
    expect(canonicalJson({ b: 1, a: { d: 1, c: [2] } })).toBe(canonicalJson({ a: { c: [2], d: 1 }, b: 1 }));
  });
});

describe('writeFileDurably', () => {
  it('replaces content and leaves no temporary file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seje-'));
    await writeFileDurably(join(folder, 'a.txt'), 'one');
    await writeFileDurably(join(folder, 'a.txt'), 'two');
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('two');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it('names the path it could not write', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seje-'));
    await writeFileDurably(join(folder, 'file'), 'x');
    await expect(writeFileDurably(join(folder, 'file', 'a.txt'), 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'DISK_WRITE_FAILED' }),
    );
  });
});

describe('hasText', () => {
  it('wants a letter or digit in any part', () => {
    expect(hasText({ title: ' ', ingredients: ['-'], instructions: [] })).toBe(false);
    expect(hasText({ title: '', ingredients: ['2 eggs'], instructions: [] })).toBe(true);
  });
});
