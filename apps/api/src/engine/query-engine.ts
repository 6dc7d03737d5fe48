import { openBundle } from '@seje/artifacts';
import { openPhotoStore } from '@seje/catalogue';
import { type Recipe, SejeError } from '@seje/core';
import {
  type OnDecoded,
  encodeEach,
  openPhotoEncoder,
  openRecipeEncoder,
  readPhotoCaches,
} from '@seje/encoders';
import { cleanPhoto } from '@seje/preprocessing';
import { type ExpectedBundle, type VectorIndex, openGeneration } from '@seje/retrieval';
import { type ChangeEncoders, embedChanges } from './embedded-changes.js';
import { encoderOptions } from './encoder-options.js';
import { type Encoded, timedEncoding } from './engine-times.js';
import { LiveGeneration } from './live-generation.js';
import { MicroBatcher } from './micro-batcher.js';
import type {
  AppliedChanges,
  CleanedPhoto,
  EngineCalls,
  EngineInfo,
  EngineSettings,
  Hits,
} from './protocol.js';

/** Queries in one run of an encoder: enough to keep a processor busy, few enough to answer the first soon. */
const MAX_BATCH = 8;

interface EngineParts extends ChangeEncoders {
  /** Fingerprint of the bundle. */
  readonly bundle: string;
  readonly executionProvider: string;
  readonly live: LiveGeneration | undefined;
  readonly encodePhotos: (
    photos: readonly Uint8Array[],
    onDecoded?: OnDecoded,
  ) => Promise<(Float32Array | SejeError)[]>;
  readonly encodeRecipes: (recipes: readonly Recipe[]) => Promise<(Float32Array | SejeError)[]>;
}

type Payload<M extends keyof EngineCalls> = EngineCalls[M]['payload'];

/** Encoders and index of the service, inside the engine process: one bundle, one generation, for good. */
export class QueryEngine {
  private readonly photos: MicroBatcher<Uint8Array, Encoded>;
  private readonly recipes: MicroBatcher<Recipe, Encoded>;
  /** Changes are made one call after the other, in the order in which they came. */
  private applying: Promise<unknown> = Promise.resolve();

  private constructor(private readonly parts: EngineParts) {
    this.photos = new MicroBatcher(
      (batch) => timedEncoding(batch.length, (onDecoded) => parts.encodePhotos(batch, onDecoded)),
      MAX_BATCH,
    );
    this.recipes = new MicroBatcher(
      (batch) => timedEncoding(batch.length, () => parts.encodeRecipes(batch)),
      MAX_BATCH,
    );
  }

  /**
   * Opens bundle, generation and encoders (warm afterwards).
   * @throws SejeError BUNDLE_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT; of the generation
   *   FILE_NOT_FOUND, JSON_INVALID, CHECKSUM_MISMATCH, FILE_DAMAGED, GENERATION_INVALID, GENERATION_MISMATCH
   */
  static async open(settings: EngineSettings): Promise<QueryEngine> {
    const bundle = await openBundle(settings.bundle);
    const { dimension, image } = bundle.manifest;
    const live = await openLive(settings.generation, { bundleFingerprint: bundle.fingerprint, dimension });
    const options = encoderOptions(settings);
    const recipes = await openRecipeEncoder(bundle, options);
    const caches = readPhotoCaches(settings.photoFeatures, image);
    const photos = await openPhotoEncoder(bundle, { ...options, caches });
    return new QueryEngine({
      bundle: bundle.fingerprint,
      dimension,
      executionProvider: photos.provider,
      live,
      photos: await openPhotoStore(settings.photos),
      encodePhotos: (batch, onDecoded) => encodeEach(batch, (items) => photos.encodePhotos(items, onDecoded)),
      encodeRecipes: (batch) => encodeEach(batch, (items) => recipes.encodeRecipes(items)),
    });
  }

  get info(): EngineInfo {
    const { bundle, dimension, executionProvider, live } = this.parts;
    return {
      executionProvider,
      bundle,
      dimension,
      ...(live !== undefined && { generation: live.info }),
      overlay: live?.overlay ?? { recipes: 0, images: 0, sequence: 0 },
    };
  }

  async searchByPhoto(id: number, { photo, k }: Payload<'searchByPhoto'>): Promise<Hits> {
    this.requireLive();
    const encoded = await this.photos.submit(id, photo);
    return this.hits(encoded, k, ({ recipes }) => recipes);
  }

  async searchByRecipe(id: number, { recipe, k }: Payload<'searchByRecipe'>): Promise<Hits> {
    this.requireLive();
    const encoded = await this.recipes.submit(id, recipe);
    return this.hits(encoded, k, ({ images }) => images);
  }

  /** @throws SejeError NOT_READY (there is no generation), DISK_WRITE_FAILED and others of the photo store */
  async applyChanges({ changes, until }: Payload<'applyChanges'>): Promise<AppliedChanges> {
    const live = this.requireLive();
    const applied = this.applying.then(async () => {
      const embedded = await embedChanges(changes, this.parts);
      live.apply(embedded, until);
      return { overlay: live.overlay, refused: embedded.refused };
    });
    this.applying = applied.catch(() => undefined);
    return applied;
  }

  /** @throws SejeError PHOTO_EMPTY, PHOTO_TYPE_REFUSED, PHOTO_TOO_LARGE, PHOTO_UNREADABLE */
  async cleanPhoto({ photo }: Payload<'cleanPhoto'>): Promise<CleanedPhoto> {
    const { bytes, type, width, height } = await cleanPhoto(photo);
    return { photo: bytes, type: `image/${type}`, width, height };
  }

  cancel(id: number): void {
    this.photos.cancel(id);
    this.recipes.cancel(id);
  }

  private hits({ vector, times }: Encoded, k: number, side: (live: LiveGeneration) => VectorIndex): Hits {
    const live = this.requireLive();
    const startedAt = performance.now();
    const neighbours = side(live).search(vector, k);
    const searchMs = performance.now() - startedAt;
    return { generation: live.name, neighbours, times: { ...times, searchMs } };
  }

  private requireLive(): LiveGeneration {
    const { live } = this.parts;
    if (live !== undefined) return live;
    throw new SejeError('NOT_READY', {
      message: 'The first index is still being built',
      remedy: 'Ask again after the time in Retry-After; /health/ready says how far it has come.',
    });
  }
}

async function openLive(
  directory: string | undefined,
  expected: ExpectedBundle,
): Promise<LiveGeneration | undefined> {
  return directory === undefined ? undefined : new LiveGeneration(await openGeneration(directory, expected));
}
