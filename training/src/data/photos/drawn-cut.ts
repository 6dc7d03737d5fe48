import { Random } from '@seje/core';
import type { PhotoCut } from '@seje/preprocessing';

/** Chance that a photo is mirrored. */
const MIRRORED = 0.5;

export interface CutDraw {
  readonly seed: number;
  /** Passes over the photos before this one. */
  readonly epoch: number;
  /** Names the photo within its data set. */
  readonly photo: string;
}

/**
 * Augmentation of training photos (SEJE, section 5.1): a random square of the resized photo, mirrored or not. A
 * function of its arguments alone, so that it does not matter which thread reads the photo, and when.
 */
export function drawnCut({ seed, epoch, photo }: CutDraw): PhotoCut {
  const random = Random.derived(seed, `cut of photo ${photo} in epoch ${epoch}`);
  const place = { across: random.float(), down: random.float() };
  return { place, mirrored: random.float() < MIRRORED };
}
