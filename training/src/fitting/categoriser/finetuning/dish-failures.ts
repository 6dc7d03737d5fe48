import { SejeError, messageOf } from '@seje/core';
import { isOutOfMemory } from '../../../tensor-engine/out-of-memory.js';
import type { DishStep } from './dish-network.js';

/** A clause that says what was going on, and the photos of the batch. */
export interface DishPlace {
  readonly during: string;
  readonly paths: readonly string[];
}

/** A step whose loss or gradients are no numbers. */
export function diverged({ during, paths }: DishPlace, { loss, gradientNorm }: DishStep): SejeError {
  return new SejeError('TRAINING_DIVERGED', {
    message: `${during} could not be learned from`,
    expected: 'a finite loss and finite gradients',
    found: `loss ${loss}, norm of the gradients ${gradientNorm}, in the photos ${paths.join(', ')}`,
    remedy: 'Lower --learning-rate, or look for damaged photos among these.',
  });
}

/** What the engine computes, with a name for what it says when memory is full. @throws SejeError OUT_OF_MEMORY */
export function namedMemory<T>({ during, paths }: DishPlace, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    throw new SejeError('OUT_OF_MEMORY', {
      message: `${during} could not be computed: memory is full`,
      found: `${messageOf(error).split('\n').join(' ')}, in the photos ${paths.join(', ')}`,
      remedy: 'Go on with --resume and a smaller --micro-batch, with --recompute, or with fewer --stages.',
      cause: error,
    });
  }
}
