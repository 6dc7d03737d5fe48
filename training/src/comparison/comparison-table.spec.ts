import { describe, expect, it } from 'vitest';
import type { ArmRecord, Ranking } from './arm-record.js';
import { curveOfRecord } from './comparison-curve.js';
import { comparisonTable, differencesTable } from './comparison-table.js';

function ranking(bagSize: number, medianRank: number): Ranking {
  const direction = { medianRank, recallAt1: 0.1, recallAt5: 0.5, recallAt10: 0.75 };
  const recipeToImage = { ...direction, medianRank: medianRank + 1 };
  return {
    bagSize,
    bags: 1,
    chanceMedianRank: (bagSize + 1) / 2,
    imageToRecipe: direction,
    recipeToImage,
  };
}

/** An arm whose MedR in a bag of 10 is as given by seed, and ten times that in a bag of 100. */
function record(ranks: Readonly<Record<number, number>>): ArmRecord {
  return {
    arm: 'arm',
    inputs: '',
    experiment: {},
    data: { fingerprint: '', pairs: { train: 1, val: 1, test: 1 } },
    engine: 'wasm',
    trained: Object.entries(ranks).map(([seed, rank]) => ({
      seed: Number(seed),
      epochs: 1,
      ended: 'maxEpochs',
      seconds: 1,
      rankings: [ranking(10, rank), ranking(100, 10 * rank)],
    })),
  };
}

describe('the tables of a comparison', () => {
  it('have mean and sample standard deviation over the seeds in bags of the size asked for', () => {
    const table = comparisonTable([{ title: 'SEJE', record: record({ 1: 2, 2: 4 }) }], 100);
    const [head, , row] = table.split('\n');
    expect(head).toContain('| system | seeds | photo → recipe MedR | photo → recipe R@1 % |');
    expect(row).toContain('| SEJE | 2 | 30.0 ± 14.1 | 10.0 ± 0.0 | 50.0 ± 0.0 | 75.0 ± 0.0 | 31.0 ± 14.1 |');
  });

  it('compare trainings with the same seed', () => {
    const rows = [{ title: 'no L_CA', record: record({ 2: 5, 1: 4, 3: 100 }) }];
    const table = differencesTable(rows, { reference: record({ 1: 2, 2: 4 }), bagSize: 10 });
    expect(table.split('\n')[2]).toContain('| no L_CA | 2 | 1.5 ± 0.7 | 0.0 ± 0.0 |');
  });
});

it('the curve of an arm is MedR against the size of the bag, mean over the seeds', () => {
  expect(curveOfRecord({ title: 'SEJE', record: record({ 1: 2, 2: 4 }) })).toEqual({
    name: 'SEJE',
    points: [
      { bagSize: 10, imageToRecipe: 3, recipeToImage: 4 },
      { bagSize: 100, imageToRecipe: 30, recipeToImage: 31 },
    ],
  });
});
