import type { RecipeSource } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import type { FeatureSet } from '../data/feature-set.js';
import { type PhotoTableRow, readPhotoTable } from '../data/photo-table.js';

/** The file of one row of a feature set's photos. */
export interface PhotoFile {
  /** Unique in its data set. */
  readonly id: string;
  readonly path: string;
}

export interface PhotoFilesFrom {
  readonly source: RecipeSource;
  /** Path of the photo table that the feature set was made with. */
  readonly photoTable: string;
}

/**
 * Where the photos of a feature set lie: the set itself has their features alone.
 * @returns for each row of `photos` its file
 * @throws SejeError FILE_DAMAGED (data set, table and feature set do not belong together)
 */
export async function photoFilesOf(
  featureSet: FeatureSet,
  { source, photoTable }: PhotoFilesFrom,
): Promise<PhotoFile[]> {
  const rowsOf = new Map(featureSet.rows.map(({ id, photoRows }) => [id, photoRows]));
  const table = readPhotoTable(photoTable);
  const files: PhotoFile[] = [];
  for await (const { id, photos } of source.read()) {
    if (photos.length === 0) continue; // as Phase I passes it over
    const { value: tabled } = await table.next();
    const rows = rowsOf.get(id) ?? [];
    const read = readable((tabled as PhotoTableRow | undefined)?.photos ?? []);
    if (rows.length > 0 && read.length !== rows.length) throw mismatch(id, rows.length, read.length);
    for (const [i, row] of rows.entries()) {
      const photo = photos[read[i]!];
      if (photo === undefined) throw mismatch(id, rows.length, photos.length);
      files[row] = { id: photo.id, path: photo.path };
    }
  }
  if (Object.keys(files).length !== featureSet.photos.rows)
    throw mismatch('of all', featureSet.photos.rows, files.length);
  return files;
}

/** Which of a recipe's photos have a feature, by their place in the recipe. */
function readable(photos: PhotoTableRow['photos']): number[] {
  return photos.flatMap((photo, place) => ('key' in photo ? [place] : []));
}

function mismatch(recipe: string, expected: number, found: number): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `The data set is not the one that the features of this run were made of (recipe ${recipe})`,
    expected: `${expected} photos`,
    found: `${found}`,
    remedy: 'Give --data the data set of "seje preprocess", or run that again.',
  });
}
