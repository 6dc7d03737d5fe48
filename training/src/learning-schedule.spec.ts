import { describe, expect, it } from 'vitest';
import { afterValidation, hasEnded, learningRateOf } from './learning-schedule.js';
import { PROGRESS_START } from './training-progress.js';

const settings = { learningRate: 1e-4, reducedLearningRate: 1e-5, patience: 3, stopAfter: 2 };

function afterScores(scores: readonly number[]) {
  const state = scores.reduce(
    (state, score) => afterValidation(state, score, settings),
    PROGRESS_START.schedule,
  );
  return { rate: learningRateOf(state, settings), ended: hasEnded(state, settings), best: state.best };
}

describe('the learning schedule', () => {
  it('keeps the full rate while scores improve now and then', () => {
    expect(afterScores([1, 0.9, 0.9, 1.1, 1.1, 1])).toEqual({ rate: 1e-4, ended: false, best: 1.1 });
  });

  it('reduces the rate after `patience` validations in a row without improvement', () => {
    expect(afterScores([1, 1, 0.9, 1])).toEqual({ rate: 1e-5, ended: false, best: 1 });
  });

  it('goes on at the reduced rate as long as it helps, and ends `stopAfter` validations after it stops helping', () => {
    expect(afterScores([1, 1, 1, 1, 0.5, 1.2, 1])).toEqual({ rate: 1e-5, ended: false, best: 1.2 });
    expect(afterScores([1, 1, 1, 1, 0.5, 1.2, 1, 1.2])).toEqual({ rate: 1e-5, ended: true, best: 1.2 });
  });
});
