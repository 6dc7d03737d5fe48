import { readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError, isThere, messageOf, removeTemporaries, sha256, writeFileDurably } from '@seje/core';
import { damagedPhoto, isContent, placeOf } from './content-name.js';
import type { PhotoStore } from './photo-store.js';

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
    if (bytes !== undefined && sha256(bytes) !== content) throw damagedPhoto(path);
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
        if (!isContent(name)) continue;
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
    return join(this.folder, placeOf(content));
  }
}

function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((): string[] => []);
}

function unreadable(path: string, error: Error): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `The photo ${path} cannot be read`,
    found: messageOf(error),
    remedy: 'Check the disk and the permissions of that folder.',
    cause: error,
  });
}
