import { chosenRows } from '@seje/core';
import type { Pair } from '../data/batch-sampler.js';
import type { FeatureSet } from '../data/feature-set.js';
import { type Validation, validate } from '../validation.js';
import type { FinetuneLearner } from './finetune-learner.js';
import type { PhotoReader } from './photo-reader.js';

/** `validate` with the trunk as it is: the pairs' photos pass it anew, their centres. */
export async function validateFinetuned(
  { encoders, pass }: FinetuneLearner,
  photos: PhotoReader,
  { featureSet, pairs }: { readonly featureSet: FeatureSet; readonly pairs: readonly Pair[] },
): Promise<Validation> {
  const rows = pairs.map(({ photoRow }) => photoRow);
  const { photoCategories } = featureSet;
  const ofPairs: FeatureSet = {
    ...featureSet,
    photos: await photos.centreFeatures(pass, rows),
    ...(photoCategories && { photoCategories: chosenRows(photoCategories, rows) }),
  };
  const renumbered = pairs.map(({ row }, photoRow): Pair => ({ row, photoRow }));
  return validate(pass.tf, encoders.model, { featureSet: ofPairs, pairs: renumbered });
}
