import { join } from 'node:path';
import { type Bundle, openBundle } from '@seje/artifacts';
import { type Recipe, SejeError } from '@seje/core';
import { encodeEach, openPhotoEncoder, openRecipeEncoder } from '@seje/encoders';
import { type Generation, type VectorIndex, currentGeneration, openGeneration } from '@seje/retrieval';
import { MicroBatcher } from './micro-batcher.js';
import type { EngineCalls, EngineInfo, EngineSettings, GenerationInfo, Hits } from './protocol.js';
import { type WireError, toWire } from './wire-error.js';

/** Queries in one run of an encoder: enough to keep a processor busy, few enough to answer the first soon. */
const MAX_BATCH = 8;

interface EngineParts {
  readonly settings: EngineSettings;
  readonly bundle: Bundle;
  readonly executionProvider: string;
  readonly encodePhotos: (photos: readonly Uint8Array[]) => Promise<(Float32Array | SejeError)[]>;
  readonly encodeRecipes: (recipes: readonly Recipe[]) => Promise<(Float32Array | SejeError)[]>;
}

/** Encoders and index of the service, inside the engine process. */
export class QueryEngine {
  private readonly photos: MicroBatcher<Uint8Array, Float32Array>;
  private readonly recipes: MicroBatcher<Recipe, Float32Array>;
  private live: Generation | undefined;
  private opened: Generation | undefined;
  private generationError: WireError | undefined;

  private constructor(private readonly parts: EngineParts) {
    this.photos = new MicroBatcher(parts.encodePhotos, MAX_BATCH);
    this.recipes = new MicroBatcher(parts.encodeRecipes, MAX_BATCH);
  }

  /**
   * Opens bundle, encoders (warm afterwards) and the current generation. A generation that is damaged or
   * of another bundle is reported in `info`, since it can be built again.
   * @throws SejeError BUNDLE_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
   */
  static async open(settings: EngineSettings): Promise<QueryEngine> {
    const bundle = await openBundle(settings.bundle);
    const options = encoderOptions(settings);
    const recipes = await openRecipeEncoder(bundle, options);
    const photos = await openPhotoEncoder(bundle, options);
    const engine = new QueryEngine({
      settings,
      bundle,
      executionProvider: photos.provider,
      encodePhotos: (batch) => encodeEach(batch, (items) => photos.encodePhotos(items)),
      encodeRecipes: (batch) => encodeEach(batch, (items) => recipes.encodeRecipes(items)),
    });
    await engine.openCurrent();
    return engine;
  }

  get info(): EngineInfo {
    const { bundle, executionProvider } = this.parts;
    return {
      executionProvider,
      bundle: bundle.fingerprint,
      dimension: bundle.manifest.dimension,
      ...(this.live === undefined ? {} : { generation: generationInfo(this.live) }),
      ...(this.generationError === undefined ? {} : { generationError: this.generationError }),
    };
  }

  async searchByPhoto(id: number, { photo, k }: EngineCalls['searchByPhoto']['payload']): Promise<Hits> {
    this.requireLive();
    const vector = await this.photos.submit(id, photo);
    return this.hits(vector, k, ({ recipes }) => recipes);
  }

  async searchByRecipe(id: number, { recipe, k }: EngineCalls['searchByRecipe']['payload']): Promise<Hits> {
    this.requireLive();
    const vector = await this.recipes.submit(id, recipe);
    return this.hits(vector, k, ({ images }) => images);
  }

  cancel(id: number): void {
    this.photos.cancel(id);
    this.recipes.cancel(id);
  }

  /** @throws SejeError as `openGeneration` of the retrieval library; the live one stays */
  async openGeneration(name: string): Promise<GenerationInfo> {
    this.opened = await this.open(join(this.parts.settings.generations, name));
    return generationInfo(this.opened);
  }

  /**
   * One assignment: a query sees the old generation or the new one. Nothing is left to do in an engine that
   * was started after the pointer had moved.
   */
  swapGeneration(name: string): EngineInfo {
    if (this.live?.manifest.name === name) return this.info;
    if (this.opened?.manifest.name !== name) {
      throw new SejeError('GENERATION_INVALID', {
        message: 'The generation to swap in has not been opened',
        expected: name,
        found: this.opened?.manifest.name ?? 'none',
      });
    }
    this.live = this.opened;
    this.opened = undefined;
    this.generationError = undefined;
    return this.info;
  }

  private async openCurrent(): Promise<void> {
    try {
      const current = await currentGeneration(this.parts.settings.generations);
      if (current !== undefined) this.live = await this.open(current.directory);
    } catch (error) {
      if (!(error instanceof SejeError) || error.code === 'ADDON_NOT_BUILT') throw error;
      this.generationError = toWire(error);
    }
  }

  private open(directory: string): Promise<Generation> {
    const { fingerprint, manifest } = this.parts.bundle;
    return openGeneration(directory, { bundleFingerprint: fingerprint, dimension: manifest.dimension });
  }

  private hits(vector: Float32Array, k: number, side: (generation: Generation) => VectorIndex): Hits {
    const generation = this.requireLive();
    return { generation: generation.manifest.name, neighbours: side(generation).search(vector, k) };
  }

  private requireLive(): Generation {
    if (this.live !== undefined) return this.live;
    throw new SejeError('NOT_READY', {
      message: 'The first index is still being built',
      remedy: 'Ask again after the time in Retry-After; /health/ready says how far it has come.',
    });
  }
}

export function encoderOptions({ executionProvider, engineThreads }: EngineSettings): {
  readonly provider: EngineSettings['executionProvider'];
  readonly threads?: number;
} {
  return {
    provider: executionProvider,
    ...(engineThreads === undefined ? {} : { threads: engineThreads }),
  };
}

function generationInfo({ manifest, recipes, images }: Generation): GenerationInfo {
  return { name: manifest.name, recipes: recipes.size, images: images.size };
}
