import { SejeError, messageOf } from '@seje/core';
import { type FileHandle, open } from 'node:fs/promises';

/** A JSON line for each step of a run; a resumed run goes on in the same file. */
export class StepLog {
  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
  ) {}

  static async open(path: string, { append }: { append: boolean }): Promise<StepLog> {
    return new StepLog(await open(path, append ? 'a' : 'w'), path);
  }

  /** @throws SejeError DISK_WRITE_FAILED */
  async write(entry: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      await this.handle.appendFile(`${JSON.stringify(entry)}\n`);
    } catch (error) {
      throw new SejeError('DISK_WRITE_FAILED', {
        message: `Could not write ${this.path}`,
        found: messageOf(error),
        remedy: 'Check free space, then go on with --resume.',
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
