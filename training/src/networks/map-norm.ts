import type { Tf } from '../tensor-engine/tensor-engine.js';
import { type MapNorm, type Maps, composedMapNorm } from './composed-map-norm.js';
import { fusedBatchNorm, hasFusedBatchNorm } from './fused-batch-norm.js';

export type { MapNorm, Maps } from './composed-map-norm.js';

/** gamma (x - mean) / sqrt(variance + epsilon) + beta, by the fastest way that the engine has. */
export function mapNorm(tf: Tf, x: Maps, norm: MapNorm): Maps {
  return hasFusedBatchNorm(tf) ? fusedBatchNorm(tf, x, norm) : composedMapNorm(tf, x, norm);
}
