import { type RecipeRecord, SejeError } from '@seje/core';
import { type ImageFeatureReader, photoKey } from '@seje/encoders';
import { mkdir, readFile } from 'node:fs/promises';
import { type PhotoTableRow, writePhotoTable } from '../../data/photo-table.js';
import { openRunPhotoReader } from '../run-photo-reader.js';
import { stoppable } from '../stoppable.js';
import type { CategoriserOutcome } from './categoriser.stage.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { ReadOutcome } from './read.stage.js';

const VERSION = 1;
/** Photos that are sent through the trunk together; a multiple of its batch. */
const PHOTOS_AT_ONCE = 64;

export interface PhotoFeaturesFrom {
  readonly read: Made<ReadOutcome>;
  readonly categoriser: Made<CategoriserOutcome | null>;
}

/**
 * The pooled feature of every photo that the pairs may use, in the cache, which an interrupted run goes on with;
 * and a table of which photo of which recipe is where in it, with the dish that the categoriser sees in it.
 */
export async function photoFeaturesStage(
  phaseOne: PhaseOne,
  { read, categoriser }: PhotoFeaturesFrom,
): Promise<Made<null>> {
  const { run, stages, backbone, provider } = phaseOne;
  const { hashes, photos } = read.report;
  const inputs = {
    photos: hashes.photos,
    pairs: hashes.pairs,
    backbone: backbone.fingerprint,
    categoriser: categoriser.report?.fingerprint ?? null,
  };
  const stage = { name: 'photo-features', version: VERSION, inputs, files: [run.photoTable] } as const;
  return stages.run(stage, async () => {
    await mkdir(run.phaseOne, { recursive: true });
    const opened = await openRunPhotoReader(run, backbone, {
      provider,
      categoriser: categoriser.report !== null,
    });
    try {
      await writePhotoTable(run.photoTable, photoRows(phaseOne, opened.reader, photos));
      return null;
    } finally {
      await opened.close();
    }
  });
}

interface RecipePhotos extends Pick<RecipeRecord, 'id'> {
  readonly files: readonly Uint8Array[];
}

async function* photoRows(
  { source, experiment, onProgress, signal }: PhaseOne,
  reader: ImageFeatureReader,
  total: number,
): AsyncGenerator<PhotoTableRow> {
  const { maxPhotos } = experiment.image;
  let waiting: RecipePhotos[] = [];
  let count = 0;
  let done = 0;
  const report = (): void => onProgress({ step: 'photo features', done, total });
  for await (const { id, photos } of stoppable(source.read(), signal)) {
    if (photos.length === 0) continue;
    const used = photos.slice(0, maxPhotos);
    waiting.push({ id, files: await Promise.all(used.map(({ path }) => readFile(path))) });
    count += used.length;
    if (count < PHOTOS_AT_ONCE) continue;
    yield* await rowsOf(waiting, reader);
    done += count;
    report();
    waiting = [];
    count = 0;
  }
  yield* await rowsOf(waiting, reader);
  done += count;
  report();
}

async function rowsOf(
  recipes: readonly RecipePhotos[],
  reader: ImageFeatureReader,
): Promise<PhotoTableRow[]> {
  const results = (await reader.featureOrErrorOf(recipes.flatMap(({ files }) => files))).values();
  return recipes.map(({ id, files }) => ({
    id,
    photos: files.map((photo) => {
      const result = results.next().value!;
      if (result instanceof SejeError) return { error: result.code };
      const label = result.category?.label;
      return { key: photoKey(photo), ...(label !== undefined && { label }) };
    }),
  }));
}
