import type { CatalogueTransaction } from '../store/catalogue-store.js';
import type { FolderRecord } from './folder-ledger.js';

/**
 * Deletes what the folder brought once and no longer has, except what others have written since.
 * @param pass the one that has met all that is there
 * @param limit most records looked at
 * @returns how many were looked at and deleted; looked at none: it is done
 */
export async function removeDeparted(
  catalogue: CatalogueTransaction,
  pass: string,
  limit: number,
): Promise<{ readonly seen: number; readonly recipes: number; readonly photos: number }> {
  const left = await catalogue.folder.left(pass, limit);
  const recipes = await removeRecipes(catalogue, ofKind(left, 'recipe'));
  const photos = await removePhotos(catalogue, ofKind(left, 'photo'));
  await catalogue.folder.forget(left);
  return { seen: left.length, recipes, photos };
}

function ofKind(records: readonly FolderRecord[], kind: FolderRecord['kind']): FolderRecord[] {
  return records.filter((record) => record.kind === kind);
}

async function removeRecipes(
  catalogue: CatalogueTransaction,
  left: readonly FolderRecord[],
): Promise<number> {
  const there = await catalogue.recipes(left.map(({ id }) => id));
  const revisions = new Map(there.map(({ id, revision }) => [id, revision]));
  const ours = left.filter(({ id, revision }) => revisions.get(id) === revision);
  for (const { id } of ours) await catalogue.deleteRecipe(id);
  return ours.length;
}

/** A photo of a recipe that is not the folder's any more belongs to whoever wrote that. */
async function removePhotos(catalogue: CatalogueTransaction, left: readonly FolderRecord[]): Promise<number> {
  const owners = left.map(({ recipeId }) => recipeId);
  const known = await catalogue.folder.known('recipe', owners);
  const recipes = new Map((await catalogue.recipes(owners)).map(({ id, revision }) => [id, revision]));
  const photos = new Map(
    (await catalogue.photos(left.map(({ id }) => id))).map((photo) => [photo.id, photo]),
  );
  const ours = left.filter(
    ({ id, recipeId, revision }) =>
      photos.get(id)?.revision === revision && known.get(recipeId)?.revision === recipes.get(recipeId),
  );
  for (const { id } of ours) {
    await catalogue.deletePhoto({ recipeId: photos.get(id)!.recipeId, photoId: id });
  }
  return ours.length;
}
