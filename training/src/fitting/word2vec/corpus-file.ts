import { SejeError, messageOf } from '@seje/core';
import { closeSync, openSync, readSync } from 'node:fs';
import type { CorpusReader, IndexedCorpus } from './indexed-corpus.js';

/* A file of int32 in the machine's byte order, for one run on one machine: for each sentence its
 * length, then its terms by order of first appearance. Rare terms are left out while reading, so that
 * the file is written in the pass that counts them. */

export const ENTRY_BYTES = Int32Array.BYTES_PER_ELEMENT;
/** In place of a term that is too rare to have a vector. */
export const RARE = -1;

/** What it takes to read the file: plain data that a worker thread can be given. */
export interface CorpusFilePlan {
  readonly path: string;
  /** Where chunk i begins, in entries of the file; one more for the end of the last. */
  readonly borders: Float64Array;
  /** Row in the vocabulary of each term of the file, or RARE. */
  readonly rows: Int32Array;
}

/** A corpus on disk: memory for one chunk and the vocabulary, however many sentences there are. */
export class CorpusFile implements IndexedCorpus {
  constructor(
    readonly terms: readonly string[],
    readonly counts: readonly number[],
    readonly plan: CorpusFilePlan,
  ) {}

  open(): CorpusReader {
    return openCorpusFile(this.plan);
  }
}

/** @throws SejeError FILE_DAMAGED */
export function openCorpusFile({ path, borders, rows }: CorpusFilePlan): CorpusReader {
  const file = attempt(path, () => openSync(path, 'r'));
  const chunks = borders.length - 1;
  let entries = new Int32Array(0);
  const read = (chunk: number): Int32Array => {
    const [from, to] = [borders[chunk]!, borders[chunk + 1]!];
    if (entries.length < to - from) entries = new Int32Array(to - from);
    const piece = entries.subarray(0, to - from);
    const bytes = attempt(path, () =>
      readSync(file, piece, { position: from * ENTRY_BYTES, length: piece.byteLength }),
    );
    if (bytes !== piece.byteLength) throw damaged(path, `it ended ${piece.byteLength - bytes} bytes early`);
    return piece;
  };
  return {
    chunks,
    *sentences(chunk) {
      const piece = read(chunk);
      for (let at = 0; at < piece.length;) {
        const end = at + 1 + piece[at]!;
        const begin = at + 1;
        // rare terms are dropped in place: a kept one is never written behind where it was read
        let kept = begin;
        for (let i = begin; i < end; i++) {
          const row = rows[piece[i]!]!;
          if (row !== RARE) piece[kept++] = row;
        }
        yield piece.subarray(begin, kept);
        at = end;
      }
    },
    close: () => closeSync(file),
  };
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw damaged(path, messageOf(error), error);
  }
}

function damaged(path: string, found: string, cause?: unknown): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `The corpus of the term embeddings cannot be read back from ${path}`,
    expected: 'the file as this run wrote it',
    found,
    remedy: 'Run the command again, and leave the run folder alone while it runs.',
    cause,
  });
}
