import type { Random } from '@seje/core';
import type { NamedWeight } from './named-weights.js';

function filled(shape: readonly number[], next: () => number): NamedWeight {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, next) };
}

export function constant(shape: readonly number[], value: number): NamedWeight {
  return filled(shape, () => value);
}

/** Uniform in +- limit. */
export function uniform(shape: readonly number[], limit: number, random: Random): NamedWeight {
  return filled(shape, () => random.between(-limit, limit));
}

/** Uniform in +- sqrt(6 / (in + out)), [in, out]: Glorot & Bengio 2010, equation 16. */
export function glorotUniform(shape: readonly [number, number], random: Random): NamedWeight {
  return uniform(shape, Math.sqrt(6 / (shape[0] + shape[1])), random);
}

/** Kernel [in, out] and bias [out] of a linear layer. */
export function linearWeights(
  name: string,
  shape: readonly [number, number],
  random: Random,
): Record<string, NamedWeight> {
  return { [`${name}.kernel`]: glorotUniform(shape, random), [`${name}.bias`]: constant([shape[1]], 0) };
}

/**
 * LSTM [D] -> [H], gates input, forget, cell, output: uniform in +- 1 / sqrt(H), forget bias 1 (Jozefowicz
 * et al. 2015), so that the state lasts over a recipe's sentences from the first step on.
 */
export function lstmWeights(
  name: string,
  [width, hidden]: readonly [number, number],
  random: Random,
): Record<string, NamedWeight> {
  const limit = 1 / Math.sqrt(hidden);
  const bias = constant([4 * hidden], 0);
  bias.data.fill(1, hidden, 2 * hidden);
  return {
    [`${name}.kernel`]: uniform([width, 4 * hidden], limit, random),
    [`${name}.recurrentKernel`]: uniform([hidden, 4 * hidden], limit, random),
    [`${name}.bias`]: bias,
  };
}

export function normWeights(name: string, width: number): Record<string, NamedWeight> {
  return {
    [`${name}.gamma`]: constant([width], 1),
    [`${name}.beta`]: constant([width], 0),
    [`${name}.movingMean`]: constant([width], 0),
    [`${name}.movingVariance`]: constant([width], 1),
  };
}
