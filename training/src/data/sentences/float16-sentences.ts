import { type Matrix, SejeError, matrixOf, messageOf } from '@seje/core';
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { shardFile } from './float16-shards.js';
import { type SentenceSource, assertRows } from './sentence-source.js';

/** Files that are kept open: far below what a process may open, and all shards of 2 million sentences. */
const OPEN_FILES = 64;
const REMEDY = 'Run "seje preprocess" again, and leave that folder alone while it is read.';

export interface Float16Shape {
  readonly rows: number;
  readonly columns: number;
  readonly rowsPerShard: number;
}

/** Shards of float16, from which rows are read when they are asked for; none of them is held. */
export class Float16Sentences implements SentenceSource {
  readonly rows: number;
  readonly columns: number;
  private readonly rowsPerShard: number;
  /** Shard -> file descriptor, the one used longest ago first. */
  private readonly files = new Map<number, number>();

  /** @param openFiles how many files are kept open at most */
  constructor(
    private readonly directory: string,
    { rows, columns, rowsPerShard }: Float16Shape,
    private readonly openFiles = OPEN_FILES,
  ) {
    this.rows = rows;
    this.columns = columns;
    this.rowsPerShard = rowsPerShard;
  }

  read(start: number, count: number): Matrix {
    assertRows(this, start, count);
    const halves = new Float16Array(count * this.columns);
    const bytes = new Uint8Array(halves.buffer);
    const rowBytes = this.columns * Float16Array.BYTES_PER_ELEMENT;
    const end = start + count;
    for (let row = start; row < end;) {
      const shard = Math.floor(row / this.rowsPerShard);
      const first = shard * this.rowsPerShard;
      const stop = Math.min(end, first + this.rowsPerShard);
      this.fill(bytes.subarray((row - start) * rowBytes, (stop - start) * rowBytes), {
        shard,
        position: (row - first) * rowBytes,
      });
      row = stop;
    }
    return matrixOf(count, this.columns, new Float32Array(halves));
  }

  close(): void {
    for (const file of this.files.values()) closeSync(file);
    this.files.clear();
  }

  private fill(bytes: Uint8Array, { shard, position }: { shard: number; position: number }): void {
    const file = this.fileOf(shard);
    for (let at = 0; at < bytes.length;) {
      const read = readSync(file, bytes, at, bytes.length - at, position + at);
      if (read === 0) throw this.endsEarly(shard, position + bytes.length);
      at += read;
    }
  }

  private fileOf(shard: number): number {
    const file = this.files.get(shard) ?? this.openShard(shard);
    this.files.delete(shard);
    this.files.set(shard, file);
    for (const [oldest, descriptor] of this.files) {
      if (this.files.size <= this.openFiles) break;
      closeSync(descriptor);
      this.files.delete(oldest);
    }
    return file;
  }

  private openShard(shard: number): number {
    const path = join(this.directory, shardFile(shard));
    try {
      return openSync(path, 'r');
    } catch (error) {
      throw new SejeError('FILE_NOT_FOUND', {
        message: `Could not open ${path}`,
        found: messageOf(error),
        remedy: REMEDY,
        cause: error,
      });
    }
  }

  private endsEarly(shard: number, wanted: number): SejeError {
    return new SejeError('FILE_DAMAGED', {
      message: `${join(this.directory, shardFile(shard))} ends early`,
      expected: `${wanted} bytes or more`,
      found: 'its end',
      remedy: REMEDY,
    });
  }
}
