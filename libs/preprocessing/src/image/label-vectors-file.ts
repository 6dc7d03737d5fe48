import type { Matrix } from '@seje/core';
import { TermVectors } from '../text/term-vectors.js';
import { readVocabBin, writeVocabBin } from '../text/vocab-bin.js';

/**
 * Keeps f_cat of each label in word2vec's binary format, so that other tools open it: row i under the name `i`,
 * since a label may hold spaces, which that format ends a word with.
 * @throws SejeError DISK_WRITE_FAILED
 */
export async function writeLabelVectors(path: string, matrix: Matrix): Promise<void> {
  const names = Array.from({ length: matrix.rows }, (_, i) => `${i}`);
  await writeVocabBin(path, new TermVectors(names, matrix));
}

/** @returns [labels, Dc]. @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED */
export async function readLabelVectors(path: string): Promise<Matrix> {
  return (await readVocabBin(path)).matrix;
}
