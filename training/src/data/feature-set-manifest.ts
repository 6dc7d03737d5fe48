import { PARTITIONS } from '@seje/core';
import { z } from 'zod';

export const FEATURE_SET_FORMAT = 'seje-features/3';
/** The same with the sentences as float16 in shards. */
export const SHARDED_FORMAT = 'seje-features/4';
/** Before photos had an f_cat: the same without `photoCategories`. Still read. */
const SECOND_FORMAT = 'seje-features/2';
export const MANIFEST_FILE = 'manifest.json';
export const ROWS_FILE = 'rows.ndjson';

/** The matrices, float32 little-endian, row-major; in place of `sentences` there may be shards of float16. */
export const MATRIX_FILES = { term: 'term.f32', sentences: 'sentences.f32', photos: 'photos.f32' } as const;
export type MatrixName = keyof typeof MATRIX_FILES;
/** f_cat, a row for each of `photos`; there only where it is used. */
export const PHOTO_CATEGORIES_FILE = 'photo-categories.f32';

const count = z.int().nonnegative();
const matrixSchema = z.strictObject({ rows: count, columns: count });
export type MatrixShape = z.infer<typeof matrixSchema>;

const sentenceShardsSchema = z.strictObject({
  precision: z.literal('float16'),
  /** Of every shard but the last. */
  rowsPerShard: z.int().positive(),
});

export const featureSetManifestSchema = z
  .strictObject({
    format: z.literal([FEATURE_SET_FORMAT, SECOND_FORMAT, SHARDED_FORMAT]),
    recipes: count,
    /** C, `background` included. */
    categories: z.int().positive(),
    matrices: z.strictObject({
      term: matrixSchema,
      sentences: matrixSchema,
      photos: matrixSchema,
      photoCategories: matrixSchema.optional(),
    }),
    /** Absent: the sentences are one file of float32. */
    sentenceShards: sentenceShardsSchema.optional(),
    /** SHA-256 of each file, lower-case hex. */
    checksums: z.record(z.string(), z.string()),
    /** What the features were made from, by name: fingerprints of the data set, the text state, the trunk. */
    inputs: z.record(z.string(), z.string()),
  })
  .refine(({ format, sentenceShards }) => (format === SHARDED_FORMAT) === (sentenceShards !== undefined), {
    path: ['sentenceShards'],
    error: `belong to the format ${SHARDED_FORMAT}`,
  });
export type FeatureSetManifest = z.infer<typeof featureSetManifestSchema>;

export const featureRowSchema = z.strictObject({
  id: z.string().min(1),
  partition: z.enum(PARTITIONS),
  termRow: count,
  sentenceStart: count,
  sentenceCount: z.int().positive(),
  photoRows: z.array(count).min(1),
  category: count,
});
