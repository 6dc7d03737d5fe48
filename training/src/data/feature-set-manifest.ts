import { PARTITIONS } from '@seje/core';
import { z } from 'zod';

export const FEATURE_SET_FORMAT = 'seje-features/2';
export const MANIFEST_FILE = 'manifest.json';
export const ROWS_FILE = 'rows.ndjson';

/** The matrices, float32 little-endian, row-major: file and what a row is. */
export const MATRIX_FILES = { term: 'term.f32', sentences: 'sentences.f32', photos: 'photos.f32' } as const;
export type MatrixName = keyof typeof MATRIX_FILES;

const count = z.int().nonnegative();
const matrixSchema = z.strictObject({ rows: count, columns: count });

export const featureSetManifestSchema = z.strictObject({
  format: z.literal(FEATURE_SET_FORMAT),
  recipes: count,
  /** C, `background` included. */
  categories: z.int().positive(),
  matrices: z.strictObject({ term: matrixSchema, sentences: matrixSchema, photos: matrixSchema }),
  /** SHA-256 of each file, lower-case hex. */
  checksums: z.record(z.string(), z.string()),
  /** What the features were made from, by name: fingerprints of the data set, the text state, the trunk. */
  inputs: z.record(z.string(), z.string()),
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
