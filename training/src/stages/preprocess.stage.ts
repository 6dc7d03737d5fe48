import { createOnnxSession } from '@seje/artifacts';
import type { ReadReport, RecipeSource } from '@seje/catalogue';
import { PhotoFeatureCache, PhotoTrunk } from '@seje/encoders';
import { openTextFeatureExtractor } from '@seje/preprocessing';
import type { Backbone } from '../backbones/backbone.js';
import { writeFeatureSet } from '../data/write-feature-set.js';
import { type FitTextReport, fitText } from '../fitting/fit-text.js';
import { PairFeatureReader, type PairReport } from './pair-features.js';
import type { RunContext } from './run-context.js';

/** What Phase I read, fitted, made and left out; kept as `preprocess.json`. */
export interface PreprocessReport {
  readonly layout: RecipeSource['layout'];
  readonly dataFingerprint: string;
  readonly backbone: string;
  readonly read: ReadReport;
  readonly text: FitTextReport;
  readonly pairs: PairReport;
}

/** Raised when what this stage writes changes, so that older outputs are made again. */
const VERSION = 1;

/** Phase I: fits the text state on the train partition, then writes the features of every pair. */
export async function preprocess(
  context: RunContext,
  source: RecipeSource,
  backbone: Backbone,
): Promise<{ result: PreprocessReport; reused: boolean }> {
  const { run, experiment, onProgress, signal } = context;
  const dataFingerprint = await source.fingerprint();
  const inputs = {
    version: VERSION,
    dataFingerprint,
    text: experiment.text,
    maxPhotos: experiment.image.maxPhotos,
    seed: experiment.seed,
    backbone: backbone.fingerprint,
  };
  return run.stage('preprocess', { inputs }, async () => {
    const { read, photos } = await count(source, experiment.image.maxPhotos);
    const text = await fitText(() => stoppable(source.read(), signal), experiment.text, {
      seed: experiment.seed,
      out: run.text,
      onProgress,
    });
    const pairs = await extractFeatures(context, { source, backbone, photos });
    return { layout: source.layout, dataFingerprint, backbone: backbone.name, read, text, pairs };
  });
}

async function extractFeatures(
  { run, experiment, provider, onProgress, signal }: RunContext,
  from: { readonly source: RecipeSource; readonly backbone: Backbone; readonly photos: number },
): Promise<PairReport> {
  const { source, backbone, photos } = from;
  const extractor = await openTextFeatureExtractor(run.text);
  const session = await createOnnxSession(backbone.path, { provider });
  const cache = openPhotoCache(run.photoFeatures, backbone);
  try {
    const trunk = new PhotoTrunk({
      session,
      preprocessing: backbone.preprocessing,
      featureDimension: backbone.featureDimension,
      outputName: backbone.output,
      cache,
    });
    const reader = new PairFeatureReader(extractor, trunk, {
      maxPhotos: experiment.image.maxPhotos,
      totalPhotos: photos,
      onProgress,
    });
    await writeFeatureSet(run.features, reader.read(stoppable(source.read(), signal)), {
      dimensions: {
        term: extractor.termDimension,
        sentences: extractor.sentenceDimension,
        photos: backbone.featureDimension,
      },
      inputs: { backbone: backbone.fingerprint },
    });
    return reader.report();
  } finally {
    cache.close();
    await session.release();
  }
}

/** The cache of pooled features of one trunk: what was computed once is never computed again. */
export function openPhotoCache(
  directory: string,
  trunk: Pick<Backbone, 'fingerprint' | 'featureDimension'>,
): PhotoFeatureCache {
  return PhotoFeatureCache.open(directory, {
    trunkFingerprint: trunk.fingerprint,
    featureDimension: trunk.featureDimension,
  });
}

/** Ends a stream with the signal's reason once it is aborted. */
export async function* stoppable<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of items) {
    signal.throwIfAborted();
    yield item;
  }
}

/** One pass over the source: its report, and how many photos the pairs will use. */
async function count(source: RecipeSource, maxPhotos: number): Promise<{ read: ReadReport; photos: number }> {
  let read: ReadReport | undefined;
  let photos = 0;
  for await (const record of source.read((report) => (read = report))) {
    photos += Math.min(record.photos.length, maxPhotos);
  }
  return { read: read!, photos };
}
