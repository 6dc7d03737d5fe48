import type { ReadReport, RecipeSource } from '@seje/catalogue';
import { type Partition, type RecipeRecord, SejeError, canonicalJson } from '@seje/core';
import { type Hash, createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { perPartition } from '../partition-counts.js';
import { stoppable } from '../stoppable.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';

/** What one pass over the data set found; the stages that follow build on its hashes, each on what it reads. */
export interface ReadOutcome {
  readonly layout: RecipeSource['layout'];
  readonly dataFingerprint: string;
  readonly read: ReadReport;
  readonly recipes: Readonly<Record<Partition, number>>;
  readonly recipesWithPhoto: number;
  /** Photos that the pairs may use. */
  readonly photos: number;
  readonly hashes: {
    /** Over the recipes as they stand: id, partition and all words. */
    readonly text: string;
    /** The same over those of the train partition: all that is fitted depends on these alone. */
    readonly train: string;
    /** Over the ids of the recipes that have a photo. */
    readonly pairs: string;
    /** Over the photos that the pairs may use: path, size and time of change. */
    readonly photos: string;
  };
}

const VERSION = 1;

/** One pass over the data set: what there is, and what of it has changed. @throws SejeError DATA_EMPTY (no photo) */
export async function readStage({
  stages,
  source,
  experiment,
  onProgress,
  signal,
}: PhaseOne): Promise<Made<ReadOutcome>> {
  const dataFingerprint = await source.fingerprint();
  const { maxPhotos } = experiment.image;
  const inputs = { dataFingerprint, maxPhotos };
  return stages.run({ name: 'read', version: VERSION, inputs, files: [] }, async () => {
    const found = await readAll(source, { maxPhotos, onProgress, signal });
    if (found.photos === 0) throw withoutPhotos(found.read);
    return { ...found, dataFingerprint };
  });
}

/** Counts and hashes, in constant memory but for what the source itself keeps. */
export async function readAll(
  source: RecipeSource,
  { maxPhotos, onProgress, signal }: Pick<PhaseOne, 'onProgress' | 'signal'> & { readonly maxPhotos: number },
): Promise<Omit<ReadOutcome, 'dataFingerprint'>> {
  let report: ReadReport | undefined;
  const recipes = perPartition();
  const count = { recipesWithPhoto: 0, photos: 0, done: 0 };
  const hashes = {
    text: createHash('sha256'),
    train: createHash('sha256'),
    pairs: createHash('sha256'),
    photos: createHash('sha256'),
  };
  for await (const record of stoppable(
    source.read((found) => (report = found)),
    signal,
  )) {
    const used = record.photos.slice(0, maxPhotos);
    recipes[record.partition]++;
    count.photos += used.length;
    const words = wordsOf(record);
    add(hashes.text, words);
    if (record.partition === 'train') add(hashes.train, words);
    if (used.length > 0) {
      count.recipesWithPhoto++;
      add(hashes.pairs, record.id);
    }
    for (const { path } of used) {
      const { size, mtimeMs } = await stat(path);
      add(hashes.photos, [path, size, mtimeMs]);
    }
    onProgress({ step: 'recipes read', done: ++count.done });
  }
  return {
    layout: source.layout,
    read: report!,
    recipes,
    recipesWithPhoto: count.recipesWithPhoto,
    photos: count.photos,
    hashes: {
      text: hashes.text.digest('hex'),
      train: hashes.train.digest('hex'),
      pairs: hashes.pairs.digest('hex'),
      photos: hashes.photos.digest('hex'),
    },
  };
}

function add(hash: Hash, value: unknown): void {
  hash.update(`${canonicalJson(value)}\n`);
}

function wordsOf({ id, partition, title, ingredients, instructions, entities }: RecipeRecord): unknown {
  return [id, partition, title, ingredients, instructions, entities ?? null];
}

function withoutPhotos({ recipes, dropped, examples }: ReadReport): SejeError {
  const reasons = Object.entries(dropped).map(
    ([reason, count]) => `${count} x ${reason} (${examples[reason]?.[0] ?? ''})`,
  );
  return new SejeError('DATA_EMPTY', {
    message: 'No recipe has a photo: there is nothing to learn from',
    expected: 'photos where the data set names them',
    found: [`${recipes} recipes without one`, ...reasons].join(', '),
    remedy: 'Put the photos there, or name them in layer2.json or in the `image` fields.',
  });
}
