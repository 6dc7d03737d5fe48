import { describe, expect, it } from 'vitest';
import { ablationTable, effectsTable } from './ablation-table.js';
import type { ArmRecord, TrainedArm } from '../comparison/arm-record.js';
import { levelsOf } from './arms.js';

const levels = levelsOf({});

function trained(seed: number, medianRank: number, recallAt1: number): TrainedArm {
  const direction = { medianRank, recallAt1, recallAt5: 0.5, recallAt10: 0.75 };
  const recipeToImage = { ...direction, medianRank: 2 * medianRank };
  const ranking = { bagSize: 10, bags: 1, chanceMedianRank: 5.5, imageToRecipe: direction, recipeToImage };
  return { seed, epochs: 1, ended: 'maxEpochs', seconds: 1, rankings: [ranking] };
}

function record(rating: string, sentences: string, trainings: TrainedArm[]): ArmRecord {
  return {
    arm: `${rating}+${sentences}+none`,
    choice: { rating, sentences, category: 'none' },
    inputs: '',
    experiment: {},
    data: { fingerprint: '', pairs: { train: 1, val: 1, test: 1 } },
    engine: 'wasm',
    trained: trainings,
  };
}

const records = [
  record('none', 'none', [trained(1, 4, 0.1), trained(2, 6, 0.2)]),
  record('none', 'mean', [trained(1, 3, 0.2), trained(2, 1, 0.4)]),
  record('tf-idf', 'none', [trained(1, 2, 0.3), trained(3, 9, 0.9)]),
];

describe('the tables of an ablation', () => {
  it('have mean and sample standard deviation over the seeds, in per cent where they are shares', () => {
    const [head, rule, first] = ablationTable(records, levels).split('\n');
    expect(head).toContain('f_term | f_sent | f_cat | photo → recipe MedR | photo → recipe R@1 %');
    expect(rule).toMatch(/^(\| --- )+\|$/);
    expect(first).toBe(
      '| key terms, unrated | none | none | 5.0 ± 1.4 | 15.0 ± 7.1 | 75.0 ± 0.0 | 10.0 ± 2.8 | 15.0 ± 7.1 | 75.0 ± 0.0 |',
    );
  });

  it('compare trainings that differ in one factor and share the seed', () => {
    const rows = effectsTable(records, levels).split('\n').slice(2);
    expect(rows).toEqual([
      expect.stringContaining(
        '| rating: key terms, TF-IDF, not key terms, unrated | 1 | -2.0 | 20.0 | 0.0 |',
      ),
      expect.stringContaining(
        '| sentences: mean of word vectors, not none | 2 | -3.0 ± 2.8 | 15.0 ± 7.1 | 0.0 ± 0.0 |',
      ),
    ]);
  });
});
