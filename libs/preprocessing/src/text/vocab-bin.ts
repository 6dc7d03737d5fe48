import { SejeError, matrixOf, readFileOr, writeFileDurably } from '@seje/core';
import { TermVectors } from './term-vectors.js';

/* Google's word2vec binary format: `V D\n`, then for each word `word ` + D little-endian float32 and,
 * in most files, `\n`. */

const NEWLINE = 0x0a;
const SPACE = 0x20;
const FLOAT_BYTES = 4;
/** A header or a word longer than this is no header or word. */
const LONGEST_TOKEN_BYTES = 1024;

/** @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED (header, length, a word twice, NaN or infinity) */
export async function readVocabBin(path: string): Promise<TermVectors> {
  return decodeVocabBin(await readFileOr(path, 'Give the path of a word2vec file in binary format.'), path);
}

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeVocabBin(path: string, vectors: TermVectors): Promise<void> {
  await writeFileDurably(path, encodeVocabBin(vectors));
}

export function encodeVocabBin({ terms, dimension, matrix }: TermVectors): Uint8Array {
  const words = terms.map((term) => Buffer.from(`${term} `, 'utf8'));
  const header = Buffer.from(`${terms.length} ${dimension}\n`, 'latin1');
  const rowBytes = dimension * FLOAT_BYTES + 1;
  const bytes = Buffer.alloc(words.reduce((sum, word) => sum + word.length + rowBytes, header.length));
  let at = header.copy(bytes);
  for (const [row, word] of words.entries()) {
    at += word.copy(bytes, at);
    for (let i = 0; i < dimension; i++) at = bytes.writeFloatLE(matrix.data[row * dimension + i]!, at);
    at = bytes.writeUInt8(NEWLINE, at);
  }
  return bytes;
}

/**
 * Reads with and without the newline after each row.
 * @param where the file's name, for messages
 * @throws SejeError FILE_DAMAGED
 */
export function decodeVocabBin(bytes: Uint8Array, where: string): TermVectors {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerEnd = tokenEnd(file, 0, NEWLINE);
  const header = /^(\d+) (\d+)\s*$/.exec(file.toString('latin1', 0, headerEnd));
  const count = Number(header?.[1]);
  const dimension = Number(header?.[2]);
  if (header === null || !(dimension > 0)) {
    throw damaged(where, 'a first line `count dimension`', 'another one');
  }
  const smallest = headerEnd + 1 + count * (dimension * FLOAT_BYTES + 2);
  if (smallest > file.length) {
    throw damaged(where, `at least ${smallest} bytes for ${count} vectors`, `${file.length}`);
  }
  const matrix = matrixOf(count, dimension);
  const terms: string[] = [];
  const seen = new Set<string>();
  let at = headerEnd + 1;
  for (let row = 0; row < count; row++) {
    if (file[at] === NEWLINE) at++;
    const wordEnd = tokenEnd(file, at, SPACE);
    const vectorEnd = wordEnd + 1 + dimension * FLOAT_BYTES;
    const term = file.toString('utf8', at, wordEnd);
    if (wordEnd <= at || vectorEnd > file.length || seen.has(term)) {
      throw damaged(where, `${count} different words with ${dimension} numbers each`, badRow(row, term));
    }
    for (let i = 0; i < dimension; i++) {
      const value = file.readFloatLE(wordEnd + 1 + i * FLOAT_BYTES);
      if (!Number.isFinite(value)) throw damaged(where, 'finite numbers', badRow(row, term));
      matrix.data[row * dimension + i] = value;
    }
    terms.push(term);
    seen.add(term);
    at = vectorEnd;
  }
  if (file[at] === NEWLINE) at++;
  if (at !== file.length) throw damaged(where, `its end after ${count} vectors`, 'more bytes');
  return new TermVectors(terms, matrix);
}

/** Index of `mark` at or after `from`, or -1 where none is near. */
function tokenEnd(file: Buffer, from: number, mark: number): number {
  const end = file.subarray(from, from + LONGEST_TOKEN_BYTES).indexOf(mark);
  return end === -1 ? -1 : from + end;
}

function badRow(row: number, term: string): string {
  return `a bad row ${row + 1} (word "${term.slice(0, 40)}")`;
}

function damaged(where: string, expected: string, found: string): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `${where} is not a whole word2vec binary file`,
    expected,
    found,
    remedy: 'Fetch or write the file again.',
  });
}
