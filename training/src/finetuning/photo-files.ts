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
  readonly source: Pick<RecipeSource, 'read'>;
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
  let placed = 0;
  try {
    for await (const { id, photos } of source.read()) {
      if (photos.length === 0) continue; // as Phase I passes it over
      const tabled = await table.next();
      if (tabled.done === true || tabled.value.id !== id)
        throw mismatch({ expected: tabled.value?.id ?? 'no more recipes', found: id });
      const rows = rowsOf.get(id);
      if (rows === undefined) continue; // left out for its words, or without a photo that can be read
      const places = readable(tabled.value.photos);
      if (places.length !== rows.length || places.some((place) => place >= photos.length))
        throw mismatch({ expected: `${rows.length} photos of ${id}`, found: `${photos.length}` });
      for (const [i, row] of rows.entries()) {
        const photo = photos[places[i]!]!;
        files[row] = { id: photo.id, path: photo.path };
        placed++;
      }
    }
  } finally {
    await table.return(undefined);
  }
  if (placed !== featureSet.photos.rows)
    throw mismatch({ expected: `${featureSet.photos.rows} photos`, found: `${placed}` });
  return files;
}

/** Which of a recipe's photos have a feature, by their place in the recipe. */
function readable(photos: PhotoTableRow['photos']): number[] {
  return photos.flatMap((photo, place) => ('key' in photo ? [place] : []));
}

function mismatch(clauses: { readonly expected: string; readonly found: string }): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: 'The data set is not the one that the features of this run were made of',
    ...clauses,
    remedy: 'Give --data the data set of "seje preprocess", or run that again.',
  });
}
