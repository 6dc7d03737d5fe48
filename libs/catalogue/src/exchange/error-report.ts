import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, fsyncDirectory } from '@seje/core';

/** What was wrong with a line of an import. */
export interface LineError {
  /** Counted from 1. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** The errors of an import in a file, one JSON object a line. */
export class ErrorReport {
  private constructor(
    private readonly file: FileHandle,
    private bytes: number,
  ) {}

  /** @param bytes how much of the file counts: what an attempt wrote after its last checkpoint is cut off */
  static async open(path: string, bytes: number): Promise<ErrorReport> {
    return onDisk(path, async () => {
      const file = await open(path, bytes === 0 ? 'w' : 'r+');
      await file.truncate(bytes);
      await fsyncDirectory(dirname(path));
      return new ErrorReport(file, bytes);
    });
  }

  /** On the disk once it has returned. @returns bytes of the file since */
  async add(errors: readonly LineError[]): Promise<number> {
    if (errors.length === 0) return this.bytes;
    return onDisk('the error report', async () => {
      const text = Buffer.from(errors.map((error) => `${JSON.stringify(error)}\n`).join(''));
      await this.file.write(text, 0, text.length, this.bytes);
      await this.file.datasync();
      this.bytes += text.length;
      return this.bytes;
    });
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

async function onDisk<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskFailure(error, {
      message: `Could not write ${what}`,
      remedy: 'Check free space and permissions of the state folder, then import again.',
    });
  }
}
