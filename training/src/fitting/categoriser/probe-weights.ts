import type { Standardiser } from '../../baselines/standardiser.js';
import type { NamedWeights } from '../../networks/named-weights.js';

/** A column that changes less than this has no say: it is left at 0. */
const SMALLEST_SCALE = 1e-12;

/** 1 / deviation of each column. [F] */
export function inverseScale({ scale }: Standardiser): Float64Array {
  return scale.map((deviation) => (deviation < SMALLEST_SCALE ? 0 : 1 / deviation));
}

/**
 * Weights on standardised features as weights on the features themselves, computed in float64:
 * W' = W / deviation, b' = b - mean W'.
 * @param weights `kernel [F, C]`, `bias [C]`
 */
export function foldedStandardiser(weights: NamedWeights, standardiser: Standardiser): NamedWeights {
  const { kernel, bias } = weights as Record<'kernel' | 'bias', NamedWeights[string]>;
  const labels = bias.data.length;
  const inverse = inverseScale(standardiser);
  const folded = Float64Array.from(kernel.data, (w, at) => w * inverse[Math.floor(at / labels)]!);
  const shifted = Float64Array.from(bias.data);
  for (let at = 0; at < folded.length; at++) {
    shifted[at % labels]! -= standardiser.mean[Math.floor(at / labels)]! * folded[at]!;
  }
  return {
    kernel: { shape: kernel.shape, data: Float32Array.from(folded) },
    bias: { shape: bias.shape, data: Float32Array.from(shifted) },
  };
}
