import { join } from 'node:path';
import type { Arm } from './arm.js';
import type { ComparisonOptions } from './comparison-options.js';

/** Where the weights of one training lie. */
export function armWeights(
  { name }: Pick<Arm, 'name'>,
  seed: number,
  { folder }: Pick<ComparisonOptions, 'folder'>,
): string {
  return join(folder, 'weights', `${name}-${seed}.safetensors`);
}
