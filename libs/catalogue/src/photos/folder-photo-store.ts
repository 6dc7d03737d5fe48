import { readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError, isThere, messageOf, removeTemporaries, sha256, writeFileDurably } from '@seje/core';
import { damagedPhoto, isContent, placeOf } from './content-name.js';
import type { PhotoStore } from './photo-store.js';

/** One file a photo, `ab/abcd…`, in a folder that only stores like this write to. */
export class FolderPhotoStore implements PhotoStore {
  /** The last put or deletion of each content that has one under way. */
  private readonly busy = new Map<string, Promise<unknown>>();

  /** @param now the clock of `putBefore` */
  constructor(
    private readonly folder: string,
    private readonly now = () => new Date(),
  ) {}

  async put(bytes: Uint8Array): Promise<string> {
    const content = sha256(bytes);
    const path = this.pathOf(content);
    await this.alone(content, async () => {
      if (!(await isThere(path))) await writeFileDurably(path, bytes);
      // A sweep goes by the time of the last put.
      await utimes(path, this.now(), this.now());
    });
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

  async delete(content: string, putBefore?: Date): Promise<boolean> {
    const path = this.pathOf(content);
    return this.alone(content, async () => {
      const state = await stat(path).catch(() => undefined);
      if (state === undefined || (putBefore !== undefined && state.mtime >= putBefore)) return false;
      await rm(path, { force: true });
      return true;
    });
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

  /** After what is done to this content already: between a look at a file and its removal nobody puts it. */
  private async alone<T>(content: string, work: () => Promise<T>): Promise<T> {
    const before = this.busy.get(content) ?? Promise.resolve();
    const done = before.then(work, work);
    this.busy.set(content, done);
    try {
      return await done;
    } finally {
      if (this.busy.get(content) === done) this.busy.delete(content);
    }
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
