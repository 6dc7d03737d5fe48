import { type Matrix, type Partition, SejeError, messageOf, publishDirectory } from '@seje/core';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureRow } from './feature-set.js';
import {
  FEATURE_SET_FORMAT,
  type FeatureSetManifest,
  MANIFEST_FILE,
  MATRIX_FILES,
  type MatrixName,
  PHOTO_CATEGORIES_FILE,
  ROWS_FILE,
  SHARDED_FORMAT,
} from './feature-set-manifest.js';
import { HashedFileWriter } from './hashed-file-writer.js';
import { Float16ShardWriter } from './sentences/float16-shard-writer.js';
import { ROWS_PER_SHARD } from './sentences/float16-shards.js';
import { Float32FileWriter } from './sentences/float32-file-writer.js';
import type { SentencePrecision } from './sentences/sentence-precision.js';
import type { SentenceWriter } from './sentences/sentence-writer.js';

/** Features of one recipe and its photos. */
export interface PairFeatures {
  readonly id: string;
  readonly partition: Partition;
  /** Recipe category. */
  readonly category: number;
  /** f_term, [Dt]. */
  readonly term: Float32Array;
  /** f_sent, [S, Ds], S >= 1. */
  readonly sentences: Matrix;
  /** Pooled features, [F] each; at least one. */
  readonly photos: readonly Float32Array[];
  /** f_cat of each photo, [Dc] each; absent where the set has none. */
  readonly photoCategories?: readonly Float32Array[];
}

export interface FeatureSetOptions {
  /** Dt, Ds and F, and Dc where photos have an f_cat. */
  readonly dimensions: Readonly<Record<MatrixName, number>> & {
    /** Dc; absent or 0: no photo has an f_cat. */
    readonly photoCategories?: number;
  };
  /** C, the number of recipe categories, `background` included. */
  readonly categoryCount: number;
  /** Fingerprints of what the features were made from, by name; kept in the manifest. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** `float32`, the default: one file, read into memory whole; `float16`: shards, read where they are needed. */
  readonly sentences?: SentencePrecision;
  /** Sentences in a shard; 32,768 unless told. */
  readonly rowsPerShard?: number;
}

/**
 * Writes a feature set in constant memory, beside its final place, and publishes it whole; a feature set
 * that is already there is replaced. One writer at a time.
 * @throws SejeError VECTOR_INVALID (a feature of another width, NaN, infinity or beyond float16, no photo, no sentence, an
 * id twice, a category that is none), DATA_EMPTY, DISK_WRITE_FAILED (also where `directory` holds something else)
 */
export async function writeFeatureSet(
  directory: string,
  features: AsyncIterable<PairFeatures> | Iterable<PairFeatures>,
  options: FeatureSetOptions,
): Promise<FeatureSetManifest> {
  await assertReplaceable(directory);
  const aside = `${directory}.building`;
  try {
    await rm(aside, { recursive: true, force: true }); // what a killed run left
    await mkdir(aside, { recursive: true });
    const manifest = await writeInto(aside, features, options);
    await rm(directory, { recursive: true, force: true });
    await publishDirectory(aside, directory);
    return manifest;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (error instanceof SejeError || !(error instanceof Error && 'syscall' in error)) throw error;
    throw new SejeError('DISK_WRITE_FAILED', {
      message: `Could not write the feature set ${directory}`,
      found: messageOf(error),
      remedy: 'Check free space and permissions of that folder, then try again.',
      cause: error,
    });
  }
}

/** Only a feature set or an empty folder is replaced. */
async function assertReplaceable(directory: string): Promise<void> {
  if (!existsSync(directory) || existsSync(join(directory, MANIFEST_FILE))) return;
  const held = await readdir(directory);
  if (held.length === 0) return;
  throw new SejeError('DISK_WRITE_FAILED', {
    message: `${directory} is not a feature set`,
    expected: 'a new or empty folder, or an earlier feature set',
    found: held.slice(0, 3).join(', '),
    remedy: 'Choose another folder.',
  });
}

type Writers = Readonly<Record<'rows' | 'term' | 'photos', HashedFileWriter>> & {
  readonly sentences: SentenceWriter;
  readonly photoCategories?: HashedFileWriter;
};

async function writeInto(
  aside: string,
  features: AsyncIterable<PairFeatures> | Iterable<PairFeatures>,
  options: FeatureSetOptions,
): Promise<FeatureSetManifest> {
  const { dimensions, categoryCount, inputs = {}, rowsPerShard = ROWS_PER_SHARD } = options;
  const sharded = options.sentences === 'float16';
  const categoryDimension = dimensions.photoCategories ?? 0;
  const create = (file: string): Promise<HashedFileWriter> => HashedFileWriter.create(join(aside, file));
  const writers: Writers = {
    rows: await create(ROWS_FILE),
    term: await create(MATRIX_FILES.term),
    sentences: sharded ? new Float16ShardWriter(aside, rowsPerShard) : await Float32FileWriter.create(aside),
    photos: await create(MATRIX_FILES.photos),
    ...(categoryDimension > 0 && { photoCategories: await create(PHOTO_CATEGORIES_FILE) }),
  };
  try {
    const { recipes, ...counts } = await writeAll(features, writers, { dimensions, categoryCount });
    const shape = (name: MatrixName) => ({ rows: counts[name], columns: dimensions[name] });
    const manifest: FeatureSetManifest = {
      format: sharded ? SHARDED_FORMAT : FEATURE_SET_FORMAT,
      recipes,
      categories: categoryCount,
      matrices: {
        term: shape('term'),
        sentences: shape('sentences'),
        photos: shape('photos'),
        ...(writers.photoCategories && {
          photoCategories: { rows: counts.photos, columns: categoryDimension },
        }),
      },
      ...(sharded && { sentenceShards: { precision: 'float16', rowsPerShard } }),
      checksums: {
        [ROWS_FILE]: await writers.rows.close(),
        [MATRIX_FILES.term]: await writers.term.close(),
        ...(await writers.sentences.close()),
        [MATRIX_FILES.photos]: await writers.photos.close(),
        ...(writers.photoCategories && { [PHOTO_CATEGORIES_FILE]: await writers.photoCategories.close() }),
      },
      inputs: { ...inputs },
    };
    await writeFile(join(aside, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
    return manifest;
  } finally {
    await Promise.all(Object.values(writers).map((writer) => writer.abandon()));
  }
}

/** @returns the number of recipes and of each matrix's rows */
async function writeAll(
  features: AsyncIterable<PairFeatures> | Iterable<PairFeatures>,
  writers: Writers,
  options: FeatureSetOptions,
) {
  const counts = { term: 0, sentences: 0, photos: 0 };
  const ids = new Set<string>();
  for await (const one of features) {
    assertWritable(one, options);
    if (ids.has(one.id)) throw refusal(one.id, { expected: 'each id once', found: 'it a second time' });
    ids.add(one.id);
    const row: FeatureRow = {
      id: one.id,
      partition: one.partition,
      termRow: counts.term,
      sentenceStart: counts.sentences,
      sentenceCount: one.sentences.rows,
      photoRows: one.photos.map((_, i) => counts.photos + i),
      category: one.category,
    };
    counts.term += 1;
    counts.sentences += one.sentences.rows;
    counts.photos += one.photos.length;
    await writers.rows.append(Buffer.from(`${JSON.stringify(row)}\n`));
    await writers.term.append(copiedBytes(one.term));
    await writers.sentences.append(one.sentences, one.id);
    for (const photo of one.photos) await writers.photos.append(copiedBytes(photo));
    for (const category of one.photoCategories ?? []) {
      await writers.photoCategories!.append(copiedBytes(category));
    }
  }
  if (ids.size === 0)
    throw new SejeError('DATA_EMPTY', {
      message: 'There is no recipe with a photo to take features from',
      remedy: 'Check that the photos lie where the data set names them.',
    });
  return { recipes: ids.size, ...counts };
}

/** float32 is written as the machine holds it: little-endian everywhere Node.js runs this project. */
function copiedBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.slice().buffer);
}

function refusal(id: string, clauses: { expected: string; found: string }): SejeError {
  return new SejeError('VECTOR_INVALID', {
    message: `The features of recipe ${id} cannot be kept`,
    ...clauses,
  });
}

function assertWritable(
  { id, category, term, sentences, photos, photoCategories = [] }: PairFeatures,
  { dimensions, categoryCount }: FeatureSetOptions,
) {
  if (photos.length === 0 || sentences.rows === 0)
    throw refusal(id, {
      expected: 'a photo and a sentence or more',
      found: `${photos.length} photos, ${sentences.rows} sentences`,
    });
  const categoryDimension = dimensions.photoCategories ?? 0;
  const expectedCategories = categoryDimension > 0 ? photos.length : 0;
  if (photoCategories.length !== expectedCategories)
    throw refusal(id, {
      expected: `${expectedCategories} photos with f_cat`,
      found: `${photoCategories.length}`,
    });
  if (!Number.isInteger(category) || category < 0 || category >= categoryCount)
    throw refusal(id, { expected: `a category below ${categoryCount}`, found: `${category}` });
  const vectors = [
    { name: 'term', width: term.length, expected: dimensions.term, data: term },
    { name: 'sentences', width: sentences.columns, expected: dimensions.sentences, data: sentences.data },
    ...photos.map((data) => ({ name: 'photo', width: data.length, expected: dimensions.photos, data })),
    ...photoCategories.map((data) => ({
      name: 'f_cat',
      width: data.length,
      expected: categoryDimension,
      data,
    })),
  ];
  for (const { name, width, expected, data } of vectors) {
    if (width !== expected)
      throw refusal(id, { expected: `${name} features of width ${expected}`, found: `${width}` });
    if (!data.every(Number.isFinite))
      throw refusal(id, { expected: `finite ${name} features`, found: 'NaN or infinity' });
  }
}
