import {
  type ExecutionProviderChoice,
  OPTIONAL_BUNDLE_FILES,
  type OnnxSession,
  type TrunkDescription,
  createOnnxSession,
} from '@seje/artifacts';
import { ImageFeatureReader, PhotoFeatureCache, PhotoTrunk } from '@seje/encoders';
import { openPhotoCategoriser } from '@seje/preprocessing';
import { join } from 'node:path';
import type { Backbone } from '../backbones/backbone.js';
import type { RunFolder } from './run-folder.js';

export interface RunPhotoReader {
  readonly reader: ImageFeatureReader;
  close(): Promise<void>;
}

/**
 * What reads photos in a run, over the run's cache: the backbone and, where the run has one, the categoriser.
 * `close` it when done.
 */
export async function openRunPhotoReader(
  { categoriser: directory, photoFeatures }: Pick<RunFolder, 'categoriser' | 'photoFeatures'>,
  backbone: Backbone,
  options: { readonly provider: ExecutionProviderChoice; readonly categoriser: boolean },
): Promise<RunPhotoReader> {
  const categoriser = options.categoriser ? await openPhotoCategoriser(directory, options) : undefined;
  const caches: PhotoFeatureCache[] = [];
  const opened = async (path: string, trunk: Trunk): Promise<PhotoTrunk> => {
    const session = await createOnnxSession(path, options);
    const cache = PhotoFeatureCache.open(photoFeatures, trunk);
    caches.push(cache);
    return cachedTrunk(session, trunk, cache);
  };
  const own = categoriser !== undefined && categoriser.trunk.fingerprint !== backbone.fingerprint;
  const reader = new ImageFeatureReader({
    trunk: await opened(backbone.path, backbone),
    categoriser,
    categoriserTrunk: own
      ? await opened(join(directory, OPTIONAL_BUNDLE_FILES.categoriserTrunk), categoriser.trunk)
      : undefined,
  });
  return {
    reader,
    close: async () => {
      for (const cache of caches) cache.close();
      await reader.release();
    },
  };
}

type Trunk = Omit<TrunkDescription, 'backbone'>;

function cachedTrunk(
  session: OnnxSession,
  { preprocessing, featureDimension, output }: Trunk,
  cache: PhotoFeatureCache,
): PhotoTrunk {
  return new PhotoTrunk({ session, preprocessing, featureDimension, outputName: output, cache });
}
