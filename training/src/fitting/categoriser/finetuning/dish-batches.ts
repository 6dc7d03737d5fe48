import { Random } from '@seje/core';
import { CENTRE_CUT } from '@seje/preprocessing';
import type { LabelledPhoto } from '../../../data/food101-layout.js';
import { drawnCut } from '../../../data/photos/drawn-cut.js';
import type { DishSettings } from './dish-settings.js';
import type { CutPhoto } from './photo-maps.js';

/** Kept views are the same for every seed, so that runs share them. */
const SEED_OF_VIEWS = 0;

/**
 * Batches of one epoch in a seeded order, each photo in a cut of its own, mirrored or not.
 * @param epoch from 1
 */
export function trainBatches(
  photos: readonly LabelledPhoto[],
  epoch: number,
  { seed, batchSize, views }: Pick<DishSettings, 'seed' | 'batchSize' | 'views'>,
): CutPhoto[][] {
  const order = Random.derived(seed, `dish epoch ${epoch}`).shuffled(photos);
  const cut = ({ path: photo }: LabelledPhoto): CutPhoto['cut'] =>
    views === 0
      ? drawnCut({ seed, epoch, photo })
      : drawnCut({ seed: SEED_OF_VIEWS, epoch: epoch % views, photo });
  return sliced(
    order.map((photo) => ({ ...photo, cut: cut(photo) })),
    batchSize,
  );
}

/** Photos as a query shows them, in their order. */
export function centreBatches(photos: readonly LabelledPhoto[], batchSize: number): CutPhoto[][] {
  return sliced(
    photos.map((photo) => ({ ...photo, cut: CENTRE_CUT })),
    batchSize,
  );
}

function sliced<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
