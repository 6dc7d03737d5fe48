import { randomUUID } from 'node:crypto';
import {
  type OnProgress,
  type PhotoRef,
  type RecipeRecord,
  SejeError,
  inBatches,
  noProgress,
} from '@seje/core';
import type { RecipeSource } from '../recipe-source.js';
import type { CatalogueStore, CatalogueTransaction } from '../store/catalogue-store.js';
import { validEntry } from '../store/record-schemas.js';
import { type PreparingParts, preparePhotos } from './prepare-photos.js';
import { removeDeparted } from './remove-departed.js';
import { FOLDER_UNCHANGED, type FolderSyncReport, SyncCounter } from './sync-report.js';
import { type PreparedPhoto, takePhotos } from './take-photos.js';
import { type Taken, contentOf, takeRecipes } from './take-recipes.js';

/** Recipes of one transaction: PGlite holds the event loop for about 30 ms then. */
const RECIPES_AT_ONCE = 200;
/** Photos of one transaction: what a crash makes to be cleaned again. */
const PHOTOS_AT_ONCE = 50;

export interface FolderSyncParts extends PreparingParts {
  readonly store: CatalogueStore;
  /** Called after each transaction. */
  readonly onWritten?: () => void;
  /** Counts recipes and photos. */
  readonly onProgress?: OnProgress;
}

/**
 * Takes a folder of recipes and photos into the catalogue, in batches: what is new or has changed, then
 * deletes what the folder brought before and no longer has. What others have written or deleted by the
 * endpoints stays as they left it. Stopped anywhere, the next pass does what is left.
 * @throws SejeError as the source's reader and the store do
 */
export async function syncFolder(source: RecipeSource, parts: FolderSyncParts): Promise<FolderSyncReport> {
  const fingerprint = await source.fingerprint();
  const before = await parts.store.atomically(({ folder }) => folder.fingerprint());
  if (before === fingerprint) return FOLDER_UNCHANGED;
  const pass = new FolderPass(parts, await sizeOf(source));
  await pass.take(source);
  await pass.removeDeparted();
  await parts.store.atomically(({ folder }) => folder.setFingerprint(fingerprint));
  return pass.counter.report();
}

/** Recipes and photos together. */
async function sizeOf(source: RecipeSource): Promise<number> {
  let size = 0;
  for await (const { photos } of source.read()) size += 1 + photos.length;
  return size;
}

class FolderPass {
  readonly counter = new SyncCounter();
  private readonly id = randomUUID();
  private done = 0;

  constructor(
    private readonly parts: FolderSyncParts,
    private readonly total: number,
  ) {}

  async take(source: RecipeSource): Promise<void> {
    const records = source.read((report) => this.counter.reader(report));
    for await (const batch of inBatches(records, RECIPES_AT_ONCE)) {
      this.parts.signal?.throwIfAborted();
      const taken = await this.takeRecipes(batch);
      const photos = batch.flatMap((record) => this.photosOf(record, taken.get(record.id)));
      await this.keepTheirs(batch, taken);
      for await (const some of inBatches(photos, PHOTOS_AT_ONCE)) await this.takePhotos(some);
    }
  }

  async removeDeparted(): Promise<void> {
    for (;;) {
      this.parts.signal?.throwIfAborted();
      const { seen, recipes, photos } = await this.written((catalogue) =>
        removeDeparted(catalogue, this.id, RECIPES_AT_ONCE),
      );
      this.counter.remove('recipes', recipes);
      this.counter.remove('photos', photos);
      if (seen === 0) return;
    }
  }

  private async takeRecipes(batch: readonly RecipeRecord[]): Promise<Map<string, Taken>> {
    const valid = batch.filter((record) => {
      const entry = validEntry({ id: record.id, recipe: contentOf(record) });
      if (entry instanceof SejeError) this.counter.refuse(record.id, entry);
      return !(entry instanceof SejeError);
    });
    const taken = await this.written((catalogue) => takeRecipes(catalogue, this.id, valid));
    this.counter.take('recipes', taken.values());
    this.progress(batch.length);
    return taken;
  }

  /** None of a recipe that is not the folder's. */
  private photosOf({ id, photos }: RecipeRecord, taken: Taken | undefined): OwnedPhoto[] {
    if (taken !== undefined && isOurs(taken)) return photos.map((ref) => ({ ref, recipeId: id }));
    this.progress(photos.length);
    return [];
  }

  /** Photos of a recipe that others have written are met, so that they stay, and are left as they are. */
  private async keepTheirs(batch: readonly RecipeRecord[], taken: Map<string, Taken>): Promise<void> {
    const theirs = batch.filter(({ id }) => !isOurs(taken.get(id) ?? 'put')).flatMap(({ photos }) => photos);
    if (theirs.length === 0) return;
    await this.parts.store.atomically(async ({ folder }) => {
      const ids = theirs.map(({ id }) => id);
      await folder.note(this.id, [...(await folder.known('photo', ids)).values()]);
    });
  }

  private async takePhotos(photos: readonly OwnedPhoto[]): Promise<void> {
    const { store, signal } = this.parts;
    const ids = photos.map(({ ref }) => ref.id);
    const known = await store.atomically(({ folder }) => folder.known('photo', ids));
    const wanted = photos.map(({ ref }) => ({ ref, known: known.get(ref.id)?.source }));
    const sources = await preparePhotos(wanted, this.parts);
    const prepared = new Map<string, PreparedPhoto>();
    for (const [i, { ref, recipeId }] of photos.entries()) {
      const source = sources[i]!;
      if (source instanceof SejeError) this.counter.refuse(ref.id, source);
      else prepared.set(ref.id, { id: ref.id, recipeId, source });
    }
    signal?.throwIfAborted();
    const taken = await this.written((catalogue) => takePhotos(catalogue, this.id, [...prepared.values()]));
    for (const [id, outcome] of taken) {
      if (outcome instanceof SejeError) this.counter.refuse(id, outcome);
      else this.counter.take('photos', [outcome]);
    }
    this.progress(photos.length);
  }

  private async written<T>(work: (catalogue: CatalogueTransaction) => Promise<T>): Promise<T> {
    const result = await this.parts.store.atomically(work);
    this.parts.onWritten?.();
    return result;
  }

  private progress(count: number): void {
    this.done += count;
    const { onProgress = noProgress } = this.parts;
    onProgress({ step: 'take the folder in', done: this.done, total: this.total });
  }
}

interface OwnedPhoto {
  readonly ref: PhotoRef;
  readonly recipeId: string;
}

function isOurs(taken: Taken): boolean {
  return taken !== 'put' && taken !== 'deleted';
}
