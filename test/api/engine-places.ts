import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PhotoStore, openPhotoStore } from '@seje/catalogue';
import type { Recipe } from '@seje/core';
import type { BuilderSettings, CatalogueRecipe } from '../../apps/api/src/engine/builder-protocol.js';
import type { ReadPage } from '../../apps/api/src/engine/embed-pages.js';
import type { EngineSettings } from '../../apps/api/src/engine/protocol.js';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';
import { DISHES, type Dish, photoIdOf, photoOf } from './kitchen.js';

/** A bundle, a catalogue of dishes and their photos, for engines and builders that run in the test's process. */
export class EnginePlaces {
  private constructor(
    private readonly root: string,
    readonly photos: PhotoStore,
    readonly catalogue: readonly CatalogueRecipe[],
  ) {}

  static async open(): Promise<EnginePlaces> {
    const root = await mkdtemp(join(tmpdir(), 'engine-'));
    await makeTinyBundle(join(root, 'bundle'));
    await makeTinyBundle(join(root, 'other-bundle'), { seed: 2, dimension: 24 });
    const photos = await openPhotoStore({ kind: 'folder', folder: join(root, 'photos') });
    const catalogue: CatalogueRecipe[] = [];
    for (const dish of DISHES) {
      const content = await photos.put(await photoBytesOf(dish));
      catalogue.push({ id: dish.id, ...recipeOf(dish), photos: [{ id: photoIdOf(dish), content }] });
    }
    return new EnginePlaces(root, photos, catalogue);
  }

  path(name: string): string {
    return join(this.root, name);
  }

  engine(change: Partial<EngineSettings> = {}): EngineSettings {
    return {
      bundle: this.path('bundle'),
      photoFeatures: this.path('photo-features'),
      photos: { kind: 'folder', folder: this.path('photos') },
      executionProvider: 'cpu',
      engineThreads: 1,
      logLevel: 'silent',
      ...change,
    };
  }

  builder(change: Partial<BuilderSettings> = {}): BuilderSettings {
    const { generation: _, ...settings } = this.engine();
    return {
      ...settings,
      generations: this.path('generations'),
      work: this.path('work'),
      catalogueSequence: 12,
      ...change,
    };
  }

  /** Pages of two recipes. @param asked takes what was asked for */
  pages(asked: (string | undefined)[] = []): ReadPage {
    return async (after) => {
      asked.push(after);
      const from = after === undefined ? 0 : Number(after);
      const next = from + 2;
      return {
        recipes: this.catalogue.slice(from, next),
        ...(next < this.catalogue.length && { next: `${next}` }),
      };
    };
  }
}

export function recipeOf({ title, ingredients }: Dish): Recipe {
  return { title, ingredients, instructions: ['Chop and simmer in a saucepan.'] };
}

export async function photoBytesOf(dish: Dish): Promise<Uint8Array> {
  return Uint8Array.from(await photoOf(dish).jpeg().toBuffer());
}
