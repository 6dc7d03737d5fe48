import type { Matrix } from '@seje/core';
import { join } from 'node:path';
import { HashedFileWriter } from '../hashed-file-writer.js';
import { shardFile } from './float16-shards.js';
import type { SentenceWriter } from './sentence-writer.js';
import { toFloat16 } from './to-float16.js';

/** Shards of float16, one open at a time; a recipe's sentences may begin in one and end in the next. */
export class Float16ShardWriter implements SentenceWriter {
  private file: HashedFileWriter | undefined;
  private rowsInFile = 0;
  private readonly checksums: Record<string, string> = {};

  constructor(
    private readonly directory: string,
    private readonly rowsPerShard: number,
  ) {}

  async append({ rows, columns, data }: Matrix, recipe: string): Promise<void> {
    const halves = toFloat16(data, `f_sent of recipe ${recipe}`);
    for (let row = 0; row < rows;) {
      const stop = Math.min(rows, row + this.rowsPerShard - this.rowsInFile);
      this.file ??= await HashedFileWriter.create(join(this.directory, this.name));
      const { buffer, byteOffset, byteLength } = halves.subarray(row * columns, stop * columns);
      await this.file.append(new Uint8Array(buffer, byteOffset, byteLength));
      this.rowsInFile += stop - row;
      row = stop;
      if (this.rowsInFile === this.rowsPerShard) await this.finishFile();
    }
  }

  async close(): Promise<Record<string, string>> {
    await this.finishFile();
    return this.checksums;
  }

  async abandon(): Promise<void> {
    await this.file?.abandon();
  }

  /** Of the shard that is being written. */
  private get name(): string {
    return shardFile(Object.keys(this.checksums).length);
  }

  private async finishFile(): Promise<void> {
    if (this.file === undefined) return;
    this.checksums[this.name] = await this.file.close();
    this.file = undefined;
    this.rowsInFile = 0;
  }
}
