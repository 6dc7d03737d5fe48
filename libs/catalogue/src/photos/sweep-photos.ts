import type { CatalogueReads } from '../store/catalogue-store.js';
import type { PhotoStore } from './photo-store.js';

/** Contents asked about at once. */
const BATCH = 500;

/**
 * Deletes the bytes that no photo has any more.
 * @param before younger ones stay: their record may be about to be written. A day is plenty
 * @returns how many were deleted
 */
export async function sweepPhotos(
  photos: PhotoStore,
  catalogue: Pick<CatalogueReads, 'contentsInUse'>,
  before: Date,
): Promise<number> {
  let deleted = 0;
  const sweep = async (contents: string[]): Promise<void> => {
    const inUse = await catalogue.contentsInUse(contents);
    for (const content of contents.filter((content) => !inUse.has(content))) {
      // Meanwhile a photo may have got it: its bytes were put anew, or an import found them here.
      if ((await catalogue.contentsInUse([content])).has(content)) continue;
      if (await photos.delete(content, before)) deleted++;
    }
  };
  let batch: string[] = [];
  for await (const content of photos.putBefore(before)) {
    batch.push(content);
    if (batch.length === BATCH) await sweep(batch.splice(0));
  }
  await sweep(batch);
  return deleted;
}
