import type { OnnxSession, TrunkDescription } from '@seje/artifacts';
import { matrixFromRows, matrixOf } from '@seje/core';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATEGORISER_FORMAT, writeCategoriserState } from './categoriser-state.js';
import { writeLabelVectors } from './label-vectors-file.js';
import { PhotoCategoriser, openPhotoCategoriser } from './photo-categoriser.js';
import { PhotoClassifier } from './photo-classifier.js';

const TRUNK: TrunkDescription = {
  backbone: 'means',
  input: 'image',
  output: 'feature',
  fingerprint: 'f',
  featureDimension: 3,
  preprocessing: {
    resize: 8,
    crop: 4,
    kernel: 'linear',
    channelOrder: 'rgb',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    layout: 'nchw',
  },
};
const LABELS = ['soup', 'cake', 'stew'];
const VECTORS = matrixFromRows([Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(0, 0)]);

/** In place of a network: gives the features as probabilities, `width` numbers a row. */
class Echo implements OnnxSession {
  readonly provider = 'cpu';
  readonly inputNames = ['feature'];
  readonly outputNames = ['probabilities'];
  readonly batches: number[] = [];

  constructor(private readonly width = LABELS.length) {}

  async run(inputs: Parameters<OnnxSession['run']>[0]): ReturnType<OnnxSession['run']> {
    const { dims, data } = inputs['feature']!;
    this.batches.push(dims[0]!);
    const rows = dims[0]! * this.width;
    return { probabilities: { dims: [dims[0]!, this.width], data: data.slice(0, rows) } };
  }

  async release(): Promise<void> {}
}

const categoriserOf = (session: OnnxSession): PhotoCategoriser =>
  new PhotoCategoriser(new PhotoClassifier(session, { labels: LABELS, trunk: TRUNK }), VECTORS);

describe('PhotoCategoriser', () => {
  it('gives the most probable label of each photo, the first of equal ones, and its vector', async () => {
    const categoriser = categoriserOf(new Echo());
    const rows = [
      [0.25, 0.5, 0.25],
      [0.5, 0, 0.5],
    ].map((row) => Float32Array.from(row));
    const seen = await categoriser.categoriesOf(matrixFromRows(rows));
    expect(seen).toEqual([
      { label: 1, name: 'cake', probability: 0.5 },
      { label: 0, name: 'soup', probability: 0.5 },
    ]);
    expect(seen.map((one) => [...categoriser.vectorOf(one)])).toEqual([
      [3, 4],
      [1, 2],
    ]);
  });

  it('bounds the rows of one run, and takes none', async () => {
    const session = new Echo();
    const many = matrixOf(600, 3);
    for (let i = 0; i < many.rows; i++) many.data[i * 3 + (i % 3)] = 1;
    const seen = await categoriserOf(session).categoriesOf(many);
    expect(seen.map(({ label }) => label)).toEqual(Array.from({ length: 600 }, (_, i) => i % 3));
    expect(Math.max(...session.batches)).toBeLessThan(600);
    expect(await categoriserOf(session).categoriesOf(matrixOf(0, 3))).toEqual([]);
  });

  it('refuses features of another trunk, and a network that gives something else', async () => {
    await expect(categoriserOf(new Echo()).categoriesOf(matrixOf(1, 4))).rejects.toThrow(
      expect.objectContaining({ code: 'VECTOR_INVALID' }),
    );
    await expect(categoriserOf(new Echo(2)).categoriesOf(matrixOf(1, 3))).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID' }),
    );
  });
});

describe('openPhotoCategoriser', () => {
  it('refuses vectors of other labels, and says what is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seje-categoriser-'));
    const open = () => openPhotoCategoriser(folder, { provider: 'cpu' });
    await expect(open()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await writeCategoriserState(join(folder, 'categoriser.json'), {
      format: CATEGORISER_FORMAT,
      labels: LABELS,
      trunk: TRUNK,
      sha256: '0'.repeat(64),
    });
    await writeLabelVectors(join(folder, 'label-vectors.bin'), matrixOf(2, 2));
    await expect(open()).rejects.toMatchObject({ code: 'BUNDLE_MISMATCH' });
    await writeFile(join(folder, 'categoriser.json'), '{"format": 9}');
    await expect(open()).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
    await rm(folder, { recursive: true });
  });
});
