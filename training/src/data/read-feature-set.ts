import { type Matrix, SejeError, canonicalJson, matrixOf, parseJson, readFileOr, sha256 } from '@seje/core';
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

const REMEDY = 'Delete that folder if it is there, then write it again: seje preprocess.';

/** The manifest alone, e.g. to see whether a set was made from given inputs. @throws SejeError */
export async function readFeatureSetManifest(directory: string): Promise<FeatureSetManifest> {
  const path = join(directory, MANIFEST_FILE);
  const text = (await readFileOr(path, REMEDY)).toString('utf8');
  return parseJson(featureSetManifestSchema, text, { where: path, code: 'FILE_DAMAGED', remedy: REMEDY });
}

/** Reads a feature set into memory and verifies it. @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED, CHECKSUM_MISMATCH */
export async function readFeatureSet(directory: string): Promise<FeatureSet> {
  const manifest = await readFeatureSetManifest(directory);
  const { matrices } = manifest;
  const verified = async (file: string): Promise<Buffer> => {
    const content = await readFileOr(join(directory, file), REMEDY);
    const found = sha256(content);
    if (found !== manifest.checksums[file])
      throw new SejeError('CHECKSUM_MISMATCH', {
        message: `${join(directory, file)} is not what was written`,
        expected: `SHA-256 ${manifest.checksums[file]}`,
        found,
        remedy: REMEDY,
      });
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
    sentences: await matrix(MATRIX_FILES.sentences, matrices.sentences),
    photos: await matrix(MATRIX_FILES.photos, matrices.photos),
    ...(matrices.photoCategories && {
      photoCategories: await matrix(PHOTO_CATEGORIES_FILE, matrices.photoCategories),
    }),
    categoryCount: manifest.categories,
    fingerprint: sha256(canonicalJson(manifest)),
  };
}
