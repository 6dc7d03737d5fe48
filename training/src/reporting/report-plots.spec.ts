import { describe, expect, it } from 'vitest';
import { reportPlots } from './report-plots.js';
import { TrainingHistory } from './training-history.js';

describe('reportPlots', () => {
  it('shows both step sizes of a fine-tuning, and how long its steps waited for photos', () => {
    const history = new TrainingHistory();
    const figures = { epoch: 1, loss: 1, terms: { instanceTriplet: 1 }, gradientNorm: 1, engine: 'native' };
    for (const step of [1, 2])
      history.add({ ...figures, step, learningRate: 1e-3, trunkLearningRate: 1e-4, photosWaited: step / 2 });
    const plots = reportPlots(history);
    const rates = plots.find(({ title }) => title === 'Learning rate');
    expect(rates?.series.map(({ name }) => name)).toEqual(['learning rate', 'trunk learning rate']);
    const waits = plots.find(({ title }) => title === 'Waiting for photos');
    expect(waits?.series.map(({ points }) => points)).toEqual([
      [
        [1, 0.5],
        [2, 1],
      ],
    ]);
  });
});
