import { matrixFromRows } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { evaluateCategoriser } from './categoriser-report.js';
import { topShare } from './top-share.js';

const LABELS = ['Pie, "apple"', 'Sushi', 'Soup'];
const probabilities = matrixFromRows(
  [
    [0.7, 0.2, 0.1],
    [0.5, 0.3, 0.2],
    [0.6, 0.3, 0.1],
    [0.2, 0.4, 0.4],
  ].map((row) => Float32Array.from(row)),
);
const truth = [0, 1, 1, 2];

describe('topShare', () => {
  it('counts the labels among the k most probable, ties by number', () => {
    expect([1, 2, 3].map((k) => topShare(probabilities, truth, k))).toEqual([0.25, 1, 1]);
    expect(topShare(probabilities, [0, 0, 0, 1], 1)).toBe(1);
  });
});

describe('evaluateCategoriser', () => {
  it('says how often it is right beside the most frequent class, and whom it takes for whom', () => {
    const { evaluation, table } = evaluateCategoriser(LABELS, { probabilities, labels: truth }, [1, 1, 0]);
    expect(evaluation).toEqual({
      photos: 4,
      top1: 0.25,
      top5: 1,
      majority: { label: 'Sushi', top1: 0.5 },
      mostConfused: [
        { label: 'Sushi', takenFor: 'Pie, "apple"', photos: 2, of: 2 },
        { label: 'Soup', takenFor: 'Sushi', photos: 1, of: 1 },
      ],
      confusion: [
        [1, 0, 0],
        [2, 0, 0],
        [0, 1, 0],
      ],
    });
    expect(table.toCsv().split('\r\n')).toEqual([
      '"label \\ taken for","Pie, ""apple""","Sushi","Soup"',
      '"Pie, ""apple""",1,0,0',
      '"Sushi",2,0,0',
      '"Soup",0,1,0',
      '',
    ]);
  });
});
