import type { PreprocessReport } from '../stages/preprocess.stage.js';

type SeenDishes = Pick<PreprocessReport, 'categoriser'> & {
  readonly pairs: Pick<PreprocessReport['pairs'], 'photos' | 'photoDishes'>;
};

/** A line where the categoriser sees dishes that the recipes do not name: f_cat of their photos is zeros. */
export function warnOfDishes({ categoriser, pairs }: SeenDishes): string[] {
  const unknown = categoriser?.labelsWithoutVectors ?? [];
  if (categoriser === undefined || unknown.length === 0) return [];
  const photos = unknown.reduce((sum, label) => sum + (pairs.photoDishes?.[label] ?? 0), 0);
  return [
    `Warning: no word of ${unknown.length} of the categoriser's ${categoriser.labels} labels has a vector; ` +
      `${photos} of ${pairs.photos} photos show one of them and have zeros for f_cat.`,
  ];
}
