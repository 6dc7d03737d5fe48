import type { FolderLedger } from '../folder/folder-ledger.js';
import type {
  CatalogueCounts,
  ChangePage,
  ImportOutcome,
  PhotoContent,
  Precondition,
  RecipeContent,
  RecipePage,
  RecipeWithPhotos,
  StoredPhoto,
  StoredRecipe,
  WriteOutcome,
} from './stored-records.js';

/** Every method may throw DATABASE_FAILED, or DISK_FULL where the database's disk is full. */
export interface CatalogueReads {
  recipe(id: string): Promise<StoredRecipe | undefined>;
  photo(id: string): Promise<StoredPhoto | undefined>;
  /** Those that are there of the recipes named, in no order, each as at one moment with its photos. */
  recipes(ids: readonly string[]): Promise<RecipeWithPhotos[]>;
  /** Those that are there of the photos named, in no order. */
  photos(ids: readonly string[]): Promise<StoredPhoto[]>;
  /** Of all the recipes named, by id of photo. */
  photosOf(recipeIds: readonly string[]): Promise<StoredPhoto[]>;
  /**
   * Recipes with their photos, by id. Whatever is written meanwhile, one that is there all the time comes exactly once.
   * @param after `next` of the page before
   * @throws SejeError CURSOR_INVALID
   */
  page(options: { readonly limit: number; readonly after?: string | undefined }): Promise<RecipePage>;
  /**
   * What has changed after a sequence number, oldest first, each recipe and photo at most once. Changes
   * become visible in the order of their numbers, so that a reader who goes on from `until` misses none.
   */
  changesSince(sequence: number, limit: number): Promise<ChangePage>;
  /** Number of the last change: whoever reads the catalogue now and the feed from here on misses nothing. */
  latestSequence(): Promise<number>;
  counts(): Promise<CatalogueCounts>;
  /** Those of the contents that a photo has. */
  contentsInUse(contents: readonly string[]): Promise<Set<string>>;
}

/**
 * A write that has returned survives the process and the power; one that was refused has changed nothing.
 * After DATABASE_FAILED it may have happened: repeat it, with its idempotency key or its precondition.
 */
export interface CatalogueWrites {
  /**
   * Creates or replaces. The same content again is `unchanged`: no new revision, no change in the feed.
   * @throws SejeError RECORD_INVALID, REVISION_CONFLICT
   */
  putRecipe(
    id: string,
    recipe: RecipeContent,
    expected?: Precondition,
  ): Promise<{ readonly recipe: StoredRecipe; readonly outcome: WriteOutcome }>;
  /**
   * Creates or replaces all of a batch, in its order.
   * @param batch at most `MAX_BATCH`
   * @throws SejeError RECORD_INVALID, naming every entry that is wrong
   */
  putRecipes(
    batch: readonly { readonly id: string; readonly recipe: RecipeContent }[],
  ): Promise<ImportOutcome[]>;
  /** Its photos go with it. @throws SejeError NOT_FOUND, REVISION_CONFLICT */
  deleteRecipe(id: string, expected?: Precondition): Promise<void>;
  /**
   * Creates or replaces a photo's record; its bytes are in the `PhotoStore` already.
   * @throws SejeError RECORD_INVALID, NOT_FOUND (the recipe), PHOTO_ID_TAKEN, REVISION_CONFLICT
   */
  putPhoto(
    place: { readonly recipeId: string; readonly photoId: string },
    photo: PhotoContent,
    expected?: Precondition,
  ): Promise<{ readonly photo: StoredPhoto; readonly outcome: WriteOutcome }>;
  /** @throws SejeError NOT_FOUND, REVISION_CONFLICT */
  deletePhoto(
    place: { readonly recipeId: string; readonly photoId: string },
    expected?: Precondition,
  ): Promise<void>;
}

/** What one transaction sees and does. */
export interface CatalogueTransaction extends CatalogueReads, CatalogueWrites {
  /** What came from the folder. */
  readonly folder: FolderLedger;
}

/** Recipes and photos as records. The contract suite says the rest. */
export interface CatalogueStore extends CatalogueReads, CatalogueWrites {
  /** All that `work` writes, or, where it throws, nothing. One at a time: keep it short. */
  atomically<T>(work: (catalogue: CatalogueTransaction) => Promise<T>): Promise<T>;
  /**
   * Does `work` once for a key: asked again with the same request it returns the outcome recorded with
   * the first one's writes, and does nothing. The outcome is what JSON keeps of it, the first time too.
   * @param request anything that JSON can hold; compared by its hash
   * @throws SejeError IDEMPOTENCY_KEY_REUSED where the key came with another request before
   */
  once<T extends object>(
    { key, request }: { readonly key: string; readonly request: unknown },
    work: (catalogue: CatalogueTransaction) => Promise<T>,
  ): Promise<{ readonly outcome: T; readonly replayed: boolean }>;
  /** Forgets the keys recorded before `time`. Resolves to how many. */
  forgetKeysBefore(time: Date): Promise<number>;
  /** All recipes by id, each as it is when it is reached, in constant memory. */
  export(): AsyncIterable<RecipeWithPhotos>;
}
