import { SejeError, messageOf } from '@seje/core';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusFile, ENTRY_BYTES, RARE } from './corpus-file.js';

/** Entries, terms and lengths, after which a chunk ends with its sentence: 64 KiB of them. */
const CHUNK_ENTRIES = 1 << 14;

/**
 * Counts terms and writes sentences to a temporary file as they come, so that memory grows with the
 * vocabulary alone. `remove` it when done; what a killed process leaves is named as `removeTemporaries` expects.
 */
export class CorpusWriter {
  readonly path: string;
  private readonly file: number;
  private readonly idOf = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly counts: number[] = [];
  private readonly borders: number[] = [0];
  private chunk = new Int32Array(CHUNK_ENTRIES);
  private inChunk = 0;
  private length = 0;

  /** @param folder made where it is missing. @throws SejeError DISK_WRITE_FAILED */
  constructor(folder: string) {
    this.path = join(folder, `corpus.${randomBytes(4).toString('hex')}.tmp`);
    this.file = this.attempt(() => {
      mkdirSync(folder, { recursive: true });
      return openSync(this.path, 'wx');
    });
  }

  /** @throws SejeError DISK_WRITE_FAILED */
  addSentence(terms: readonly string[]): void {
    this.makeRoom(terms.length + 1);
    this.chunk[this.inChunk++] = terms.length;
    for (const term of terms) {
      let id = this.idOf.get(term);
      if (id === undefined) {
        id = this.names.length;
        this.idOf.set(term, id);
        this.names.push(term);
        this.counts.push(0);
      }
      this.counts[id]!++;
      this.chunk[this.inChunk++] = id;
    }
    this.length += terms.length;
    if (this.inChunk >= CHUNK_ENTRIES) this.writeChunk();
  }

  /** Term occurrences. */
  get tokenCount(): number {
    return this.length;
  }

  /** Different terms. */
  get termCount(): number {
    return this.names.length;
  }

  /**
   * The corpus over the terms seen at least `minCount` times, most frequent first. Nothing can be added
   * afterwards. @throws SejeError DISK_WRITE_FAILED
   */
  withVocabulary(minCount: number): CorpusFile {
    this.writeChunk();
    const kept = this.names
      .map((term, id) => ({ term, id, count: this.counts[id]! }))
      .filter(({ count }) => count >= minCount)
      .sort((a, b) => b.count - a.count || (a.term < b.term ? -1 : 1));
    const rows = new Int32Array(this.names.length).fill(RARE);
    for (const [row, { id }] of kept.entries()) rows[id] = row;
    return new CorpusFile(
      kept.map(({ term }) => term),
      kept.map(({ count }) => count),
      { path: this.path, borders: Float64Array.from(this.borders), rows },
    );
  }

  /** Removes the file. */
  remove(): void {
    closeSync(this.file);
    rmSync(this.path, { force: true });
  }

  private makeRoom(entries: number): void {
    if (this.inChunk + entries <= this.chunk.length) return;
    const larger = new Int32Array(this.inChunk + entries);
    larger.set(this.chunk.subarray(0, this.inChunk));
    this.chunk = larger;
  }

  private writeChunk(): void {
    if (this.inChunk === 0) return;
    const bytes = new Uint8Array(this.chunk.buffer, 0, this.inChunk * ENTRY_BYTES);
    for (let at = 0; at < bytes.length;) {
      at += this.attempt(() => writeSync(this.file, bytes, at));
    }
    this.borders.push(this.borders.at(-1)! + this.inChunk);
    this.inChunk = 0;
  }

  private attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new SejeError('DISK_WRITE_FAILED', {
        message: `Could not write ${this.path}`,
        found: messageOf(error),
        remedy: 'Check free space and permissions of that folder, then try again.',
        cause: error,
      });
    }
  }
}
