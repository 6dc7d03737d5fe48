import { Random } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { type Run, bestRun } from './best-run.js';

/** The oracle: every run, tried. */
function slowly(logits: readonly number[]): Run | undefined {
  let best: Run | undefined;
  let bestSum = 0;
  for (let start = 0; start < logits.length; start++) {
    for (let end = start + 1; end <= logits.length; end++) {
      const sum = logits.slice(start, end).reduce((total, logit) => total + logit, 0);
      if (sum > bestSum + 1e-12) [best, bestSum] = [{ start, end }, sum];
    }
  }
  return best;
}

describe('bestRun', () => {
  it('is the run of the largest sum', () => {
    const random = Random.fromSeed(1);
    for (let i = 0; i < 200; i++) {
      const logits = Array.from({ length: random.int(9) }, () => random.normal());
      expect(bestRun(logits)).toEqual(slowly(logits));
    }
  });

  it('bridges a doubtful word between two sure ones, and finds none where none is likely', () => {
    expect(bestRun([-4, 5, -1, 3, -6])).toEqual({ start: 1, end: 4 });
    expect(bestRun([-1, -0.1])).toBeUndefined();
    expect(bestRun([])).toBeUndefined();
  });
});
