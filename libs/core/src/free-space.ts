import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SejeError } from './errors.js';

const MIB = 2 ** 20;

/**
 * Asked before long work, so that it does not end half-way with a full disk.
 * @param folder that will be written; it need not be there yet
 * @param bytes that the work will need at most
 * @param what the work is, for the message: `a backup`
 * @throws SejeError DISK_FULL
 */
export async function requireFreeSpace(folder: string, bytes: number, what: string): Promise<void> {
  const free = await freeBytes(resolve(folder));
  if (free >= bytes) return;
  throw new SejeError('DISK_FULL', {
    message: `There is no room for ${what} in ${folder}`,
    expected: `${Math.ceil(bytes / MIB)} MiB free`,
    found: `${Math.floor(free / MIB)} MiB`,
    remedy: 'Make space there, or give a folder on another disk.',
  });
}

/** What a user without root's reserve may still write on the disk of the folder, or of the nearest one above it. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const above = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw error;
    return freeBytes(above);
  }
}
