import { SejeError, canonicalJson, parseJson, readFileOr, sha256, writeFileDurably } from '@seje/core';
import { join } from 'node:path';
import { z } from 'zod';

/** What is written. Format 1, which is still read, knew no `catalogueSequence`. */
export const GENERATION_FORMAT = 2;
const READABLE_FORMATS = [1, GENERATION_FORMAT] as const;
export const GENERATION_MANIFEST = 'manifest.json';

/** The two sets of vectors that a generation holds. */
export const COLLECTIONS = ['recipes', 'images'] as const;
export type CollectionName = (typeof COLLECTIONS)[number];

/** Files of one collection. */
export function collectionFiles(
  collection: CollectionName,
): Record<'graph' | 'ids' | 'vectors' | 'probes', string> {
  return {
    /** hnswlib's own format. */
    graph: `${collection}.hnsw`,
    /** JSON array, by label. */
    ids: `${collection}.ids.json`,
    /** [count, dimension] float32, little-endian, by label. */
    vectors: `${collection}.vectors.f32`,
    /** Known queries and what exact search finds for them. */
    probes: `${collection}.probes.json`,
  };
}

export const generationSettingsSchema = z.strictObject({
  m: z.int().min(2),
  efConstruction: z.int().positive(),
  efSearch: z.int().positive(),
  /** Smallest recall@10 against exact search with which a generation is published, a share. */
  minimumRecall: z.number().min(0).max(1),
});
export type GenerationSettings = z.infer<typeof generationSettingsSchema>;

const collectionSchema = z.strictObject({
  count: z.int().nonnegative(),
  /** Share of the 10 exact neighbours that the graph finds, over the probes; 1 where there are none. */
  recallAt10: z.number().min(0).max(1),
  /** Queries it was measured with. */
  probes: z.int().nonnegative(),
});

const fileSchema = z.strictObject({ sha256: z.string().length(64), bytes: z.int().nonnegative() });

const FILES = COLLECTIONS.flatMap((collection) => Object.values(collectionFiles(collection)));

export const generationManifestSchema = z.strictObject({
  format: z.literal(READABLE_FORMATS),
  name: z.string(),
  createdAt: z.iso.datetime(),
  /** The bundle whose encoders made the vectors. */
  bundleFingerprint: z.string().min(1),
  /**
   * Number in the catalogue's feed of changes that was reached before the first record was read: it holds
   * every change up to there. Absent where the vectors are not of a catalogue, and in format 1.
   */
  catalogueSequence: z.int().nonnegative().optional(),
  dimension: z.int().positive(),
  metric: z.literal('cosine'),
  settings: generationSettingsSchema,
  seed: z.int(),
  recipes: collectionSchema,
  images: collectionSchema,
  files: z.record(z.enum(FILES), fileSchema),
});
/** What a generation is and how to check that it is whole. */
export type GenerationManifest = z.infer<typeof generationManifestSchema>;
export type FileFacts = z.infer<typeof fileSchema>;

/** On disk the manifest carries a checksum of itself. */
const sealedSchema = generationManifestSchema.extend({ sha256: z.string() });

const REMEDY = 'Build the index again, or roll back to the previous generation.';

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeGenerationManifest(
  directory: string,
  manifest: GenerationManifest,
): Promise<void> {
  const sealed = { ...manifest, sha256: sha256(canonicalJson(manifest)) };
  await writeFileDurably(join(directory, GENERATION_MANIFEST), `${JSON.stringify(sealed, null, 2)}\n`);
}

/** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, GENERATION_INVALID, CHECKSUM_MISMATCH */
export async function readGenerationManifest(directory: string): Promise<GenerationManifest> {
  const path = join(directory, GENERATION_MANIFEST);
  const text = (await readFileOr(path, REMEDY)).toString('utf8');
  const context = { where: path, code: 'GENERATION_INVALID', remedy: REMEDY } as const;
  const { format } = parseJson(z.looseObject({ format: z.unknown() }), text, context);
  if (!READABLE_FORMATS.some((readable) => readable === format)) {
    throw new SejeError('GENERATION_INVALID', {
      message: `${path} is of another format`,
      expected: `format ${READABLE_FORMATS.join(' or ')}`,
      found: `format ${JSON.stringify(format)}`,
      remedy: 'Build the index again with this version.',
    });
  }
  const { sha256: seal, ...manifest } = parseJson(sealedSchema, text, context);
  const found = sha256(canonicalJson(manifest));
  if (found !== seal) {
    throw new SejeError('CHECKSUM_MISMATCH', {
      message: `${path} was changed after it was written`,
      expected: `SHA-256 ${seal}`,
      found,
      remedy: REMEDY,
    });
  }
  return manifest;
}
