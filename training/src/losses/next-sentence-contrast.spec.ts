import { describe, expect, it } from 'vitest';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { nextSentenceContrast } from './next-sentence-contrast.js';

describe('nextSentenceContrast', () => {
  it('is the mean -log p over the batch, sentences of the same recipe left out, by hand', async () => {
    const { tf } = await openTensorEngine('wasm');
    const current = [
      [1, 0],
      [0, 2],
      [-1, 1],
    ];
    const next = [
      [2, 1],
      [1, 1],
      [-1, -3],
    ];
    const recipes = [0, 0, 1];
    const mean = [0, 1].map((d) => [...current, ...next].reduce((sum, row) => sum + row[d]!, 0) / 6);
    const direction = (row: number[]): number[] => {
      const from = row.map((x, d) => x - mean[d]!);
      return from.map((x) => x / Math.hypot(...from));
    };
    const score = (i: number, j: number): number => {
      const [a, b] = [direction(current[i]!), direction(next[j]!)];
      return 3 * (a[0]! * b[0]! + a[1]! * b[1]!);
    };
    const losses = recipes.map((recipe, i) => {
      const others = recipes.flatMap((other, j) => (i === j || other !== recipe ? [score(i, j)] : []));
      return Math.log(others.reduce((sum, s) => sum + Math.exp(s), 0)) - score(i, i);
    });
    const loss = nextSentenceContrast(tf, {
      current: tf.tensor2d(current),
      next: tf.tensor2d(next),
      recipes,
      logTemperature: tf.tensor1d([Math.log(3)]),
    });
    expect(loss.dataSync()[0]).toBeCloseTo(losses.reduce((a, b) => a + b) / 3, 5);
  });
});
