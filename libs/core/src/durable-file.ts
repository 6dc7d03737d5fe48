import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { diskFailure } from './disk-failure.js';
import { SejeError, messageOf } from './errors.js';

/** Names that `writeFileDurably` writes under before it renames. */
const TEMPORARY = /\.[0-9a-f]{8}\.tmp$/;

/** Makes a rename or a new entry in `directory` survive a power cut. */
export async function fsyncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder, with those above it that are missing, so that all of them survive a power cut. */
export async function makeDirectoryDurably(directory: string): Promise<void> {
  const lowest = resolve(directory);
  const first = await mkdir(lowest, { recursive: true });
  if (first === undefined) return;
  // Each new folder is an entry of the one above it.
  const highest = dirname(resolve(first));
  for (let above = dirname(lowest); ; above = dirname(above)) {
    await fsyncDirectory(above);
    if (above === highest) return;
  }
}

/**
 * Writes a file so that a reader finds the old content or the new one, never a torn one: a temporary
 * file beside it, fsync, rename, fsync of the folder.
 * @throws SejeError DISK_FULL, DISK_WRITE_FAILED (read-only, no permission)
 */
export async function writeFileDurably(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await makeDirectoryDurably(dirname(path));
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await fsyncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw diskFailure(error, {
      message: `Could not write ${path}`,
      remedy: 'Check free space and permissions of that folder, then try again.',
    });
  }
}

/** Removes what a `writeFileDurably` that was killed left in `directory`. Only where nothing is being written. */
export async function removeTemporaries(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch((): string[] => [])) {
    if (TEMPORARY.test(name)) await rm(join(directory, name), { force: true });
  }
}

/** fsyncs every file directly in `directory`, then the directory itself. */
export async function fsyncTree(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      await fsyncTree(path);
    } else if (entry.isFile()) {
      const handle = await open(path, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  }
  await fsyncDirectory(directory);
}

/** Publishes a directory that was built aside under its final name: fsync of all in it, one rename. */
export async function publishDirectory(built: string, final: string): Promise<void> {
  await fsyncTree(built);
  await makeDirectoryDurably(dirname(final));
  await rename(built, final);
  await fsyncDirectory(dirname(final));
}

/** Whether a file or folder of that name can be seen. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Lower-case hex SHA-256 of a file's content, streamed. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Reads a file, or says which one is missing and what it was wanted for. */
export async function readFileOr(path: string, remedy: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `Could not read ${path}`,
      found: messageOf(error),
      remedy,
      cause: error,
    });
  }
}
