import {
  type ErrorCode,
  type Matrix,
  type OnProgress,
  type PhotoRef,
  type Recipe,
  type RecipeRecord,
  SejeError,
  matrixFromRows,
  messageOf,
  noProgress,
} from '@seje/core';
import { readFile } from 'node:fs/promises';
import { encodeEach, isItemRefusal } from './encode-each.js';
import type { PhotoEncoder, RecipeEncoder } from './encoders.js';

/** A recipe or photo that could not be embedded, and why. */
export interface DroppedItem {
  readonly kind: 'recipe' | 'image';
  readonly id: string;
  readonly reason: ErrorCode;
  readonly message: string;
}

/** Vectors with the ids of their rows. */
export interface EmbeddedItems {
  readonly ids: readonly string[];
  /** [ids.length, dimension], rows of length 1 */
  readonly vectors: Matrix;
}

export interface EmbeddedCatalogue {
  readonly recipes: EmbeddedItems;
  readonly images: EmbeddedItems;
  /** reason -> how many were left out; nothing stands in for them. */
  readonly dropped: Readonly<Partial<Record<ErrorCode, number>>>;
}

/** A recipe to embed, with its photos wherever their bytes are. */
export interface EmbeddableRecipe<Photo> extends Recipe {
  readonly id: string;
  readonly photos: readonly Photo[];
}

export interface EmbedOptions<Photo = PhotoRef> {
  /** Recipes, and photos, handed to an encoder at once. */
  readonly batchSize?: number;
  /** Bytes of a photo's file. A refusal of that photo (PHOTO_MISSING, ...) drops it. */
  readonly readPhoto: (photo: Photo) => Promise<Uint8Array>;
  readonly onProgress?: OnProgress;
  readonly onDropped?: (item: DroppedItem) => void;
  /** Recipes in all, for progress. */
  readonly total?: number;
  /** Stops between two batches by throwing its reason. */
  readonly signal?: AbortSignal;
}

const BATCH_SIZE = 32;

export interface CatalogueEncoders {
  readonly recipes: RecipeEncoder;
  readonly photos: PhotoEncoder;
}

/** Embeds a data set, its photos read from `photo.path` where `readPhoto` is absent; else as `embedRecipes`. */
export function embedCatalogue(
  records: AsyncIterable<RecipeRecord>,
  encoders: CatalogueEncoders,
  options: Partial<EmbedOptions> = {},
): Promise<EmbeddedCatalogue> {
  return embedRecipes(records, encoders, { ...options, readPhoto: options.readPhoto ?? readFromDisk });
}

/**
 * Embeds every recipe and every photo, in their order, a batch at a time. What cannot be encoded is left
 * out, counted by reason and reported; any other failure ends it.
 */
export async function embedRecipes<Photo extends { readonly id: string }>(
  recipesWithPhotos: AsyncIterable<EmbeddableRecipe<Photo>>,
  encoders: CatalogueEncoders,
  options: EmbedOptions<Photo>,
): Promise<EmbeddedCatalogue> {
  const { batchSize = BATCH_SIZE, readPhoto, onProgress = noProgress } = options;
  const dropped: Partial<Record<ErrorCode, number>> = {};
  const onDropped = (item: DroppedItem): void => {
    dropped[item.reason] = (dropped[item.reason] ?? 0) + 1;
    options.onDropped?.(item);
  };
  const recipes = new ItemBatch<EmbeddableRecipe<Photo>>('recipe', onDropped, (batch) =>
    encodeEach(batch, (items) => encoders.recipes.encodeRecipes(items)),
  );
  const images = new ItemBatch<Photo>('image', onDropped, (batch) =>
    encodePhotos(batch, encoders.photos, readPhoto),
  );
  let done = 0;
  const report = (): void => {
    onProgress({
      step: 'embed catalogue',
      done,
      note: `${images.size} photos`,
      ...(options.total === undefined ? {} : { total: options.total }),
    });
  };
  for await (const record of recipesWithPhotos) {
    options.signal?.throwIfAborted();
    await recipes.add(record, batchSize);
    for (const photo of record.photos) await images.add(photo, batchSize);
    done++;
    report();
  }
  await recipes.flush();
  await images.flush();
  report();
  return {
    recipes: recipes.embedded(encoders.recipes.dimension),
    images: images.embedded(encoders.photos.dimension),
    dropped,
  };
}

/** Collects items of one kind and embeds them a batch at a time. */
class ItemBatch<T extends { readonly id: string }> {
  private waiting: T[] = [];
  private readonly ids: string[] = [];
  private readonly rows: Float32Array[] = [];

  constructor(
    private readonly kind: DroppedItem['kind'],
    private readonly onDropped: (item: DroppedItem) => void,
    private readonly encode: (batch: readonly T[]) => Promise<(Float32Array | SejeError)[]>,
  ) {}

  get size(): number {
    return this.rows.length;
  }

  async add(item: T, batchSize: number): Promise<void> {
    this.waiting.push(item);
    if (this.waiting.length >= batchSize) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return;
    for (const [i, result] of (await this.encode(batch)).entries()) {
      const { id } = batch[i]!;
      if (result instanceof SejeError) {
        this.onDropped({ kind: this.kind, id, reason: result.code, message: result.message });
      } else {
        this.ids.push(id);
        this.rows.push(result);
      }
    }
  }

  embedded(dimension: number): EmbeddedItems {
    return { ids: this.ids, vectors: matrixFromRows(this.rows, dimension) };
  }
}

/** Reads the batch's files, then encodes those that could be read. */
async function encodePhotos<Photo>(
  batch: readonly Photo[],
  encoder: PhotoEncoder,
  readPhoto: (photo: Photo) => Promise<Uint8Array>,
): Promise<(Float32Array | SejeError)[]> {
  const files = await Promise.all(batch.map((photo) => readPhoto(photo).catch(asRefusal)));
  const readable = files.filter((file) => file instanceof Uint8Array);
  const vectors = await encodeEach(readable, (photos) => encoder.encodePhotos(photos));
  let next = 0;
  return files.map((file) => (file instanceof SejeError ? file : vectors[next++]!));
}

function asRefusal(error: unknown): SejeError {
  if (isItemRefusal(error)) return error;
  throw error;
}

async function readFromDisk(photo: PhotoRef): Promise<Uint8Array> {
  return readFile(photo.path).catch((error: NodeJS.ErrnoException) => {
    throw new SejeError(error.code === 'ENOENT' ? 'PHOTO_MISSING' : 'PHOTO_UNREADABLE', {
      message: `Photo ${photo.id} could not be read`,
      expected: photo.path,
      found: messageOf(error),
      cause: error,
    });
  });
}
