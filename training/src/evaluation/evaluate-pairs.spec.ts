import { noProgress } from '@seje/core';
import { rankMetrics } from '@seje/retrieval';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { embeddedPairs } from './embedded-pairs.fixture.js';
import { type EvaluatePairsOptions, evaluatePairs } from './evaluate-pairs.js';
import { openOnnxProduct } from './onnx-product.js';
import type { RankLine } from './rank-file.js';

vi.mock('./onnx-product.js', { spy: true });

const options: EvaluatePairsOptions = {
  bagSizes: [30],
  bags: 4,
  seed: 1,
  fewestOfCategory: 1,
  provider: 'cpu',
  onProgress: noProgress,
  signal: new AbortController().signal,
};
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'seje-evaluate-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('evaluatePairs', () => {
  it('reports the first size of bag as its own, and the others beside it', async () => {
    const pairs = embeddedPairs(60);
    const alone = await evaluatePairs(pairs, options);
    expect(alone).toMatchObject({ bagSize: 30, bags: 4, pairs: 60, seed: 1 });
    expect(alone).not.toHaveProperty('furtherBagSizes');
    const several = await evaluatePairs(pairs, { ...options, bagSizes: [30, 10, 5000] });
    expect(several).toMatchObject(alone);
    expect(several.furtherBagSizes?.map(({ bagSize, wholeSplit }) => [bagSize, wholeSplit])).toEqual([
      [10, false],
      [60, true],
    ]);
  });

  it('writes a line a query and bag, from which the figures follow', async () => {
    const path = join(folder, 'ranks.ndjson');
    const report = await evaluatePairs(embeddedPairs(60), { ...options, bagSizes: [30, 60], ranks: path });
    const text = await readFile(path, 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RankLine);
    expect(lines).toHaveLength(4 * 30 + 60);
    expect(lines.every(({ recipe, photo }) => `p${recipe.slice(1)}.jpg` === photo)).toBe(true);
    const whole = lines.filter(({ bagSize }) => bagSize === 60);
    const ranks = Float64Array.from(whole, ({ recipeToImage }) => recipeToImage);
    expect(report.furtherBagSizes?.[0]?.recipeToImage).toMatchObject(rankMetrics(ranks));
  });

  it('has a table by category, without those of too few pairs', async () => {
    const pairs = embeddedPairs(60, { noise: 2 });
    const bagSizes = [60];
    const { categories } = await evaluatePairs(pairs, { ...options, bagSizes });
    expect(categories.map(({ name, pairs }) => [name, pairs])).toEqual([
      ['background', 40],
      ['soup', 20],
    ]);
    const [background, soup] = categories;
    const mean = (40 * background!.imageToRecipe.meanRank + 20 * soup!.imageToRecipe.meanRank) / 60;
    const whole = await evaluatePairs(pairs, { ...options, bagSizes, fewestOfCategory: 21 });
    expect(whole.imageToRecipe.meanRank).toBeCloseTo(mean);
    expect(whole.categories.map(({ name }) => name)).toEqual(['background']);
  });

  it('refuses a single pair, and leaves no part of a file of ranks', async () => {
    await expect(evaluatePairs(embeddedPairs(1), options)).rejects.toMatchObject({ code: 'DATA_EMPTY' });
    const controller = new AbortController();
    const stopped = evaluatePairs(embeddedPairs(60), {
      ...options,
      ranks: join(folder, 'stopped.ndjson'),
      signal: controller.signal,
      onProgress: ({ done }) => void (done === 1 && controller.abort()),
    });
    await expect(stopped).rejects.toThrow(/abort/iu);
    expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
    vi.mocked(openOnnxProduct).mockRejectedValueOnce(new Error('no runtime'));
    const unranked = evaluatePairs(embeddedPairs(9), { ...options, ranks: join(folder, 'unranked.ndjson') });
    await expect(unranked).rejects.toThrow('no runtime');
    expect((await readdir(folder)).filter((name) => name.startsWith('unranked'))).toEqual([]);
    const nowhere = evaluatePairs(embeddedPairs(9), { ...options, ranks: join(folder, 'none', 'ranks') });
    await expect(nowhere).rejects.toMatchObject({ code: 'DISK_WRITE_FAILED' });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
