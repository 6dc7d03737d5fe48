import { Random } from '@seje/core';
import { expect, it } from 'vitest';
import { foldedConvolution } from './folded-convolution.js';
import type { KerasWeight } from './keras-layers-model.js';

const [HEIGHT, WIDTH, IN, OUT] = [3, 2, 4, 5] as const;
const EPSILON = 1e-3;

it('equals the convolution followed by batch norm, written down', () => {
  const random = Random.fromSeed(1);
  const draw = (shape: number[], low: number): KerasWeight => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.between(low, 2)),
  });
  const weights = new Map([
    ['c/kernel', draw([HEIGHT, WIDTH, IN, OUT], -2)],
    ['c/bias', draw([OUT], -2)],
    ['n/gamma', draw([OUT], -2)],
    ['n/beta', draw([OUT], -2)],
    ['n/moving_mean', draw([OUT], -2)],
    ['n/moving_variance', draw([OUT], 0.01)],
  ]);
  const patch = draw([HEIGHT, WIDTH, IN], -2).data;
  const { kernel, bias, shape } = foldedConvolution(weights, {
    convolution: 'c',
    normalisation: 'n',
    epsilon: EPSILON,
  });
  expect(shape).toEqual([OUT, IN, HEIGHT, WIDTH]);

  const at = (name: string, o: number): number => weights.get(name)!.data[o]!;
  for (let o = 0; o < OUT; o++) {
    let convolved = at('c/bias', o);
    let folded = bias[o]!;
    for (let tap = 0; tap < HEIGHT * WIDTH; tap++) {
      for (let i = 0; i < IN; i++) {
        const x = patch[tap * IN + i]!;
        convolved += x * at('c/kernel', (tap * IN + i) * OUT + o);
        folded += x * kernel[(o * IN + i) * HEIGHT * WIDTH + tap]!;
      }
    }
    const deviation = Math.sqrt(at('n/moving_variance', o) + EPSILON);
    const normalised =
      (at('n/gamma', o) * (convolved - at('n/moving_mean', o))) / deviation + at('n/beta', o);
    expect(Math.abs(folded - normalised)).toBeLessThan(1e-5 * Math.max(1, Math.abs(normalised)));
  }
});

it('names a weight that is missing', () => {
  const names = { convolution: 'c', normalisation: 'n', epsilon: EPSILON };
  expect(() => foldedConvolution(new Map(), names)).toThrow(/c\/kernel/);
});
