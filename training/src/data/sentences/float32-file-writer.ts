import type { Matrix } from '@seje/core';
import { join } from 'node:path';
import { MATRIX_FILES } from '../feature-set-manifest.js';
import { HashedFileWriter } from '../hashed-file-writer.js';
import type { SentenceWriter } from './sentence-writer.js';

/** One file of float32. */
export class Float32FileWriter implements SentenceWriter {
  private constructor(private readonly file: HashedFileWriter) {}

  static async create(directory: string): Promise<Float32FileWriter> {
    return new Float32FileWriter(await HashedFileWriter.create(join(directory, MATRIX_FILES.sentences)));
  }

  async append({ data }: Matrix): Promise<void> {
    await this.file.append(new Uint8Array(data.slice().buffer));
  }

  async close(): Promise<Record<string, string>> {
    return { [MATRIX_FILES.sentences]: await this.file.close() };
  }

  async abandon(): Promise<void> {
    await this.file.abandon();
  }
}
