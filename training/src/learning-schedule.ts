import type { Experiment } from './experiment.js';
import type { TrainingProgress } from './training-progress.js';

type ScheduleSettings = Pick<
  Experiment['training'],
  'learningRate' | 'reducedLearningRate' | 'patience' | 'stopAfter'
>;

/** Best score so far, validations since then (or since the step size fell), whether it has fallen. */
export type ScheduleState = TrainingProgress['schedule'];

/**
 * The learning rate and when to stop (SEJE, section 5.1): the full rate until `patience` validations in a
 * row bring no better score, then the reduced one until `stopAfter` more bring none.
 */
export function afterValidation(
  state: ScheduleState,
  score: number,
  { patience }: Pick<ScheduleSettings, 'patience'>,
): ScheduleState {
  if (state.best === undefined || score > state.best) return { ...state, best: score, waited: 0 };
  const waited = state.waited + 1;
  if (!state.reduced && waited >= patience) return { ...state, waited: 0, reduced: true };
  return { ...state, waited };
}

export function learningRateOf(state: ScheduleState, settings: ScheduleSettings): number {
  return state.reduced ? settings.reducedLearningRate : settings.learningRate;
}

export function hasEnded(state: ScheduleState, { stopAfter }: Pick<ScheduleSettings, 'stopAfter'>): boolean {
  return state.reduced && state.waited >= stopAfter;
}
