import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PhotoStore } from '@seje/catalogue';
import { type Recipe, SejeError, matrixFromRows } from '@seje/core';
import { isItemRefusal } from '@seje/encoders';
import type { IndexChanges } from '@seje/retrieval';
import type { EngineChange, RefusedChange } from './protocol.js';
import { readStoredPhoto } from './stored-photo.js';

/** Changes in one run of an encoder: a query that comes meanwhile waits for one such run. */
const BATCH = 8;

type Vectors = readonly (Float32Array | SejeError)[];

export interface ChangeEncoders {
  /** E, width of the joint space. */
  readonly dimension: number;
  readonly encodeRecipes: (recipes: readonly Recipe[]) => Promise<Vectors>;
  readonly encodePhotos: (photos: readonly Uint8Array[]) => Promise<Vectors>;
  readonly photos: PhotoStore;
}

/** Changes of the catalogue as changes of the two indexes. */
export interface EmbeddedChanges {
  readonly recipes: IndexChanges;
  readonly images: IndexChanges;
  readonly refused: readonly RefusedChange[];
}

/**
 * Embeds what is new and changed. What cannot be embedded is refused and counts as deleted: it must not be
 * found by what it was before. Of several changes of one record the last counts.
 * @throws SejeError where no single recipe or photo is to blame; nothing of the changes is known then
 */
export async function embedChanges(
  changes: readonly EngineChange[],
  encoders: ChangeEncoders,
): Promise<EmbeddedChanges> {
  const recipes = new ChangesOfOneKind<Recipe>('recipe', encoders.encodeRecipes);
  const photos = new ChangesOfOneKind<Uint8Array>('photo', encoders.encodePhotos);
  for (const change of changes) {
    if (change.kind === 'recipe') {
      const { recipe } = change;
      recipes.set(change.id, recipe && (async () => recipe));
    } else {
      const { id, content } = change;
      photos.set(
        id,
        content === undefined ? undefined : () => readStoredPhoto(encoders.photos, { id, content }),
      );
    }
  }
  const refused: RefusedChange[] = [];
  return {
    recipes: await recipes.embedded(encoders.dimension, refused),
    images: await photos.embedded(encoders.dimension, refused),
    refused,
  };
}

class ChangesOfOneKind<T> {
  /** How to read what is to be embedded, by id; undefined: deleted. */
  private readonly latest = new Map<string, (() => Promise<T>) | undefined>();

  constructor(
    private readonly kind: RefusedChange['kind'],
    private readonly encode: (items: readonly T[]) => Promise<Vectors>,
  ) {}

  set(id: string, read: (() => Promise<T>) | undefined): void {
    this.latest.set(id, read);
  }

  async embedded(dimension: number, refused: RefusedChange[]): Promise<IndexChanges> {
    const deletes = [...this.latest].filter(([, read]) => read === undefined).map(([id]) => id);
    const changed = [...this.latest].flatMap(([id, read]) => (read === undefined ? [] : [{ id, read }]));
    const ids: string[] = [];
    const rows: Float32Array[] = [];
    for (let first = 0; first < changed.length; first += BATCH) {
      const batch = changed.slice(first, first + BATCH);
      for (const [i, result] of (await this.encodeReadable(batch.map(({ read }) => read))).entries()) {
        const { id } = batch[i]!;
        if (result instanceof SejeError) {
          deletes.push(id);
          refused.push({ kind: this.kind, id, code: result.code, message: result.message });
        } else {
          ids.push(id);
          rows.push(result);
        }
      }
      // Queries that came meanwhile take their turn.
      await nextTurn();
    }
    return { upserts: { ids, vectors: matrixFromRows(rows, dimension) }, deletes };
  }

  private async encodeReadable(reads: readonly (() => Promise<T>)[]): Promise<Vectors> {
    const items = await Promise.all(reads.map((read) => readOrRefused(read)));
    const vectors = await this.encode(items.flatMap((item) => ('value' in item ? [item.value] : [])));
    const inOrder = vectors.values();
    return items.map((item) => ('value' in item ? inOrder.next().value! : item.refusal));
  }
}

async function readOrRefused<T>(
  read: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly refusal: SejeError }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (isItemRefusal(error)) return { refusal: error };
    throw error;
  }
}
