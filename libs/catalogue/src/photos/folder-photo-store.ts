import { readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError, isThere, messageOf, removeTemporaries, sha256, writeFileDurably } from '@seje/core';
import type { PhotoStore } from './photo-store.js';

const CONTENT = /^[0-9a-f]{64}$/;
/** Hex digits of the sub-folder: 256 of them keep each at a size that any file system lists quickly. */
const PREFIX = 2;

/** One file a photo, `ab/abcd…`, in a folder that only stores like this write to. */
export class FolderPhotoStore implements PhotoStore {
  /** @param now the clock of `putBefore` */
  constructor(
    private readonly folder: string,
    private readonly now = () => new Date(),
  ) {}

  async put(bytes: Uint8Array): Promise<string> {
    const content = sha256(bytes);
    const path = this.pathOf(content);
    if (!(await isThere(path))) await writeFileDurably(path, bytes);
    // Two stores may put and sweep at once: whoever finds the file makes it young again.
    await utimes(path, this.now(), this.now());
    return content;
  }

  async get(content: string): Promise<Uint8Array | undefined> {
    const path = this.pathOf(content);
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw unreadable(path, error);
    });
    if (bytes !== undefined && sha256(bytes) !== content) throw damaged(path);
    return bytes;
  }

  has(content: string): Promise<boolean> {
    return isThere(this.pathOf(content));
  }

  async delete(content: string): Promise<void> {
    await rm(this.pathOf(content), { force: true });
  }

  async *putBefore(time: Date): AsyncGenerator<string> {
    for (const prefix of await entriesOf(this.folder)) {
      for (const name of await entriesOf(join(this.folder, prefix))) {
        if (!CONTENT.test(name)) continue;
        const state = await stat(join(this.folder, prefix, name)).catch(() => undefined);
        if (state !== undefined && state.mtime < time) yield name;
      }
    }
  }

  /** Removes what a process that was killed had begun to write. Only where no other store writes. */
  async removeAbandoned(): Promise<void> {
    for (const prefix of await entriesOf(this.folder)) await removeTemporaries(join(this.folder, prefix));
  }

  private pathOf(content: string): string {
    if (!CONTENT.test(content)) {
      throw new SejeError('RECORD_INVALID', {
        message: 'That is not the name of a content',
        expected: '64 lower-case hexadecimal digits',
        found: JSON.stringify(content).slice(0, 100),
      });
    }
    return join(this.folder, content.slice(0, PREFIX), content);
  }
}

function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((): string[] => []);
}

function damaged(path: string): SejeError {
  return new SejeError('CHECKSUM_MISMATCH', {
    message: `The photo ${path} is no longer what was put`,
    expected: 'bytes with the SHA-256 that names the file',
    remedy: 'Restore it from a backup, or put the photo again.',
  });
}

function unreadable(path: string, error: Error): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `The photo ${path} cannot be read`,
    found: messageOf(error),
    remedy: 'Check the disk and the permissions of that folder.',
    cause: error,
  });
}
