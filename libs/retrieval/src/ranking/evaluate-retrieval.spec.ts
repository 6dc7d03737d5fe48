import { type Matrix, Random, dot, matrixFromRows, matrixOf, rowOf } from '@seje/core';
import { describe, expect, it } from 'vitest';
import {
  type RankedBag,
  type TieRule,
  evaluateBagSizes,
  evaluateRetrieval,
  evaluationBags,
  rankMetrics,
  ranksOf,
} from './index.js';
import { loopProduct } from './similarity-product.js';

function randomMatrix(rows: number, columns: number, random: Random): Matrix {
  return matrixOf(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random.normal()),
  );
}

/** The oracle: counts over one row or column, written as the definition says it. */
function rankByDefinition(own: number, others: readonly number[], rule: TieRule): number {
  const better = others.filter((x) => x - own > 1e-6).length;
  const equal = others.filter((x) => Math.abs(x - own) <= 1e-6).length;
  return { optimistic: 1 + better, average: 1 + better + equal / 2, pessimistic: 1 + better + equal }[rule];
}

function noisyPairs(pairs: number, noise: number): { images: Matrix; recipes: Matrix } {
  const random = Random.fromSeed(3);
  const images = randomMatrix(pairs, 12, random);
  const recipes = matrixOf(
    pairs,
    12,
    images.data.map((x) => x + noise * random.normal()),
  );
  return { images, recipes };
}

describe('ranksOf', () => {
  it.each(['average', 'optimistic', 'pessimistic'] as const)('equals the definition, ties %s', (rule) => {
    const random = Random.fromSeed(1);
    const size = 30;
    const similarities = Float32Array.from({ length: size * size }, () => random.int(6) / 8);
    const at = (i: number, j: number): number => similarities[i * size + j]!;
    const ranks = ranksOf(similarities, rule);
    for (let i = 0; i < size; i++) {
      const others = Array.from({ length: size }, (_, j) => j).filter((j) => j !== i);
      expect(ranks.imageToRecipe[i]).toBe(
        rankByDefinition(
          at(i, i),
          others.map((j) => at(i, j)),
          rule,
        ),
      );
      expect(ranks.recipeToImage[i]).toBe(
        rankByDefinition(
          at(i, i),
          others.map((j) => at(j, i)),
          rule,
        ),
      );
    }
  });

  it('gives everything the middle rank where all is equal', () => {
    expect([...ranksOf(new Float32Array(9)).imageToRecipe]).toEqual([2, 2, 2]);
  });

  it('refuses a matrix that is not square', () => {
    expect(() => ranksOf(new Float32Array(6))).toThrow(expect.objectContaining({ code: 'VECTOR_INVALID' }));
  });
});

describe('rankMetrics', () => {
  it('takes the plain median and shares', () => {
    expect(rankMetrics(Float64Array.of(1, 2, 7, 40))).toMatchObject({
      medianRank: 4.5,
      recallAt1: 0.25,
      recallAt5: 0.5,
      recallAt10: 0.75,
      meanRank: 12.5,
    });
    expect(rankMetrics(Float64Array.of(100, 9, 20)).medianRank).toBe(20);
  });

  it('refuses an empty list', () => {
    expect(() => rankMetrics(new Float64Array())).toThrow(expect.objectContaining({ code: 'DATA_EMPTY' }));
  });
});

describe('evaluationBags', () => {
  it('draws distinct pairs, differently in each bag, the same for the same seed', () => {
    const settings = { bagSize: 20, bags: 3, seed: 5 };
    const bags = evaluationBags(100, settings);
    expect(bags.map((bag) => new Set(bag).size)).toEqual([20, 20, 20]);
    expect(bags[0]).not.toEqual(bags[1]);
    expect(evaluationBags(100, settings)).toEqual(bags);
    expect(evaluationBags(100, { ...settings, seed: 6 })).not.toEqual(bags);
  });
});

describe('evaluateRetrieval', () => {
  const settings = { bagSize: 50, bags: 4, seed: 2 };

  it('equals ranks taken from the whole similarity matrix, whatever the block', async () => {
    const pairs = noisyPairs(60, 1.5);
    const unit = (matrix: Matrix): Matrix =>
      matrixFromRows(
        Array.from({ length: matrix.rows }, (_, i) => {
          const row = rowOf(matrix, i);
          return row.map((x) => x / Math.sqrt(dot(row, row)));
        }),
      );
    const all = await loopProduct(unit(pairs.images), unit(pairs.recipes));
    const expected = rankMetrics(ranksOf(all).imageToRecipe);
    for (const blockNumbers of [1, 200, 1e6]) {
      const report = await evaluateRetrieval(pairs, { ...settings, bagSize: 60, blockNumbers });
      expect(report.imageToRecipe).toMatchObject(expected);
    }
  });

  it('takes a split smaller than the bag whole, once, and says so', async () => {
    const report = await evaluateRetrieval(noisyPairs(41, 0.1), settings);
    expect(report).toMatchObject({ bagSize: 41, bags: 1, wholeSplit: true, chanceMedianRank: 21 });
    expect(report.imageToRecipe.standardDeviation.medianRank).toBe(0);
  });

  it('reports bags, chance and perfect retrieval', async () => {
    const { images } = noisyPairs(200, 0);
    const report = await evaluateRetrieval({ images, recipes: images }, settings);
    expect(report).toMatchObject({
      bagSize: 50,
      bags: 4,
      wholeSplit: false,
      chanceMedianRank: 25.5,
      tieRule: 'average',
      imageToRecipe: { medianRank: 1, recallAt1: 1, recallAt5: 1, recallAt10: 1 },
      recipeToImage: { medianRank: 1, recallAt1: 1, standardDeviation: { recallAt1: 0 } },
    });
  });

  it('ends at chance for unrelated pairs', async () => {
    const random = Random.fromSeed(8);
    const pairs = { images: randomMatrix(400, 8, random), recipes: randomMatrix(400, 8, random) };
    const report = await evaluateRetrieval(pairs, { bagSize: 100, bags: 10, seed: 1 });
    expect(report.imageToRecipe.medianRank).toBeGreaterThan(40);
    expect(report.imageToRecipe.medianRank).toBeLessThan(61);
  });

  it('gives embeddings that collapsed to one point the middle rank, not rank 1', async () => {
    const same = matrixOf(50, 4, new Float32Array(200).fill(0.5));
    const report = await evaluateRetrieval({ images: same, recipes: same }, settings);
    expect(report.imageToRecipe.medianRank).toBe(25.5);
  });

  it('uses the product handed in', async () => {
    const shapes: number[][] = [];
    const pairs = noisyPairs(100, 1);
    const handedIn = await evaluateRetrieval(pairs, {
      ...settings,
      blockNumbers: 1000,
      product: async (a, b) => {
        shapes.push([a.rows, b.rows]);
        return loopProduct(a, b);
      },
    });
    expect(shapes.slice(0, 4)).toEqual([
      [50, 16],
      [50, 16],
      [50, 16],
      [50, 2],
    ]);
    expect(handedIn).toEqual(await evaluateRetrieval(pairs, settings));
  });

  it('refuses a product of the wrong size', async () => {
    const product = (): Float32Array => new Float32Array(0);
    await expect(evaluateRetrieval(noisyPairs(10, 1), { ...settings, product })).rejects.toThrow(
      /incomplete/,
    );
  });

  it('refuses NaN, different shapes, nothing, and bags of no size', async () => {
    const { images, recipes } = noisyPairs(10, 1);
    const holed = matrixOf(10, 12, images.data.with(25, Number.NaN));
    const evaluate = (images: Matrix, recipes: Matrix, change = {}): Promise<unknown> =>
      evaluateRetrieval({ images, recipes }, { ...settings, ...change });
    await expect(evaluate(holed, recipes)).rejects.toThrow(/Row 2 of images/);
    await expect(evaluate(images, matrixOf(9, 12))).rejects.toMatchObject({ code: 'VECTOR_INVALID' });
    await expect(evaluate(matrixOf(0, 12), matrixOf(0, 12))).rejects.toMatchObject({ code: 'DATA_EMPTY' });
    await expect(evaluate(images, recipes, { bagSize: 0 })).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
    });
  });
});

describe('evaluateRetrieval, bag by bag', () => {
  it('tells the ranks that its averages are made of', async () => {
    const bags: RankedBag[] = [];
    const options = { bagSize: 20, bags: 3, seed: 2, onBag: (bag: RankedBag) => void bags.push(bag) };
    const report = await evaluateRetrieval(noisyPairs(60, 1), options);
    expect(bags.map(({ bagSize, bag }) => [bagSize, bag])).toEqual([
      [20, 0],
      [20, 1],
      [20, 2],
    ]);
    expect(bags.map(({ rows }) => rows)).toEqual(evaluationBags(60, options));
    const means = bags.map(({ ranks }) => rankMetrics(ranks.recipeToImage).meanRank);
    expect(report.recipeToImage.meanRank).toBeCloseTo((means[0]! + means[1]! + means[2]!) / 3);
  });

  it('stops between two bags', async () => {
    const controller = new AbortController();
    const options = { bagSize: 20, bags: 3, seed: 2, onBag: () => controller.abort() };
    const stopped = evaluateRetrieval(noisyPairs(60, 1), { ...options, signal: controller.signal });
    await expect(stopped).rejects.toThrow(/abort/iu);
  });
});

describe('evaluateBagSizes', () => {
  it('reports each size, and the whole split once', async () => {
    const pairs = noisyPairs(60, 1);
    const reports = await evaluateBagSizes(pairs, [10, 60, 1000, 20], { bags: 3, seed: 2 });
    expect(reports.map(({ bagSize, bags }) => [bagSize, bags])).toEqual([
      [10, 3],
      [60, 1],
      [20, 3],
    ]);
    expect(reports[0]).toEqual(await evaluateRetrieval(pairs, { bagSize: 10, bags: 3, seed: 2 }));
  });
});

describe('loopProduct', () => {
  it('equals one dot product a pair, also where rows are no multiple of four', async () => {
    const random = Random.fromSeed(4);
    for (const rows of [1, 3, 4, 7]) {
      const a = randomMatrix(5, 9, random);
      const b = randomMatrix(rows, 9, random);
      const product = await loopProduct(a, b);
      const expected = Array.from({ length: 5 * rows }, (_, at) =>
        Math.fround(dot(rowOf(a, Math.floor(at / rows)), rowOf(b, at % rows))),
      );
      expect([...product]).toEqual(expected);
    }
  });
});
