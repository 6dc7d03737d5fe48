import {
  type Matrix,
  SejeError,
  canonicalJson,
  matrixOf,
  parseJson,
  readFileOr,
  sha256,
  sha256OfFile,
} from '@seje/core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FeatureRow, FeatureSet } from './feature-set.js';
import {
  type FeatureSetManifest,
  MANIFEST_FILE,
  MATRIX_FILES,
  type MatrixShape,
  PHOTO_CATEGORIES_FILE,
  ROWS_FILE,
  featureRowSchema,
  featureSetManifestSchema,
} from './feature-set-manifest.js';
import { Float16Sentences } from './sentences/float16-sentences.js';
import { shardFiles } from './sentences/float16-shards.js';
import type { SentenceSource } from './sentences/sentence-source.js';
import { SentencesInMemory } from './sentences/sentences-in-memory.js';

const REMEDY = 'Delete that folder if it is there, then write it again: seje preprocess.';

/** The manifest alone, e.g. to see whether a set was made from given inputs. @throws SejeError */
export async function readFeatureSetManifest(directory: string): Promise<FeatureSetManifest> {
  const path = join(directory, MANIFEST_FILE);
  const text = (await readFileOr(path, REMEDY)).toString('utf8');
  return parseJson(featureSetManifestSchema, text, { where: path, code: 'FILE_DAMAGED', remedy: REMEDY });
}

/**
 * Reads a feature set into memory and verifies it; of sentences in shards it verifies the files and reads none.
 * Whoever reads sentences closes them. @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED, CHECKSUM_MISMATCH
 */
export async function readFeatureSet(directory: string): Promise<FeatureSet> {
  const manifest = await readFeatureSetManifest(directory);
  const { matrices } = manifest;
  const verify = (file: string, found: string): void => {
    const expected = manifest.checksums[file];
    if (found !== expected)
      throw new SejeError('CHECKSUM_MISMATCH', {
        message: `${join(directory, file)} is not what was written`,
        expected: `SHA-256 ${expected}`,
        found,
        remedy: REMEDY,
      });
  };
  const verified = async (file: string): Promise<Buffer> => {
    const content = await readFileOr(join(directory, file), REMEDY);
    verify(file, sha256(content));
    return content;
  };
  const matrix = async (file: string, { rows, columns }: MatrixShape): Promise<Matrix> => {
    const { buffer, byteOffset, byteLength } = await verified(file);
    // a copy: the file's bytes need not lie at a multiple of four
    return matrixOf(
      rows,
      columns,
      new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer),
    );
  };
  const sentences = async (): Promise<SentenceSource> => {
    const { sentenceShards } = manifest;
    if (sentenceShards === undefined)
      return new SentencesInMemory(await matrix(MATRIX_FILES.sentences, matrices.sentences));
    const shape = { ...matrices.sentences, rowsPerShard: sentenceShards.rowsPerShard };
    for (const file of shardFiles(shape.rows, shape.rowsPerShard))
      verify(file, await streamedSha256(join(directory, file)));
    return new Float16Sentences(directory, shape);
  };
  const lines = (await verified(ROWS_FILE)).toString('utf8').split('\n').slice(0, -1);
  const rows: FeatureRow[] = lines.map((line, i) =>
    parseJson(featureRowSchema, line, {
      where: `${ROWS_FILE} line ${i + 1}`,
      code: 'FILE_DAMAGED',
      remedy: REMEDY,
    }),
  );
  return {
    rows,
    term: await matrix(MATRIX_FILES.term, matrices.term),
    sentences: await sentences(),
    photos: await matrix(MATRIX_FILES.photos, matrices.photos),
    ...(matrices.photoCategories && {
      photoCategories: await matrix(PHOTO_CATEGORIES_FILE, matrices.photoCategories),
    }),
    categoryCount: manifest.categories,
    fingerprint: sha256(canonicalJson(manifest)),
  };
}

async function streamedSha256(path: string): Promise<string> {
  if (existsSync(path)) return sha256OfFile(path);
  throw new SejeError('FILE_NOT_FOUND', { message: `${path} is missing`, remedy: REMEDY });
}
