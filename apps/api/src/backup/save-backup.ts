import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BackupManifest, readBackup } from '@seje/catalogue';
import { SejeError, fsyncDirectory, isThere, messageOf, requireFreeSpace } from '@seje/core';
import type { StartedBackup } from './backups.js';

/** Never over a backup that is there. @throws SejeError SETTINGS_INVALID */
export async function checkNew(out: string): Promise<void> {
  if (!(await isThere(out))) return;
  throw new SejeError('SETTINGS_INVALID', {
    message: `There is a file ${out} already`,
    remedy: 'Give another name, or move that file away.',
  });
}

/**
 * Saves a backup under its name once it is whole and on the disk, and was read back.
 * @throws SejeError DISK_FULL, DISK_WRITE_FAILED, DOWNLOAD_FAILED, BACKUP_INVALID; what the stream throws
 */
export async function saveBackup({ tar, bytesAtMost }: StartedBackup, out: string): Promise<BackupManifest> {
  const part = `${out}.part`;
  try {
    await requireFreeSpace(dirname(out), bytesAtMost, 'the backup');
    await written(tar, part);
    const manifest = await readBackup(createReadStream(part));
    await rename(part, out);
    await fsyncDirectory(dirname(out));
    return manifest;
  } finally {
    tar.destroy();
    await rm(part, { force: true });
  }
}

async function written(tar: Readable, path: string): Promise<void> {
  const file = createWriteStream(path, { flush: true });
  let ofDisk: unknown;
  file.once('error', (error) => (ofDisk = error));
  try {
    await pipeline(tar, file);
  } catch (error) {
    if (error instanceof SejeError) throw error;
    const disk = error === ofDisk && tar.errored === null;
    throw new SejeError(disk ? 'DISK_WRITE_FAILED' : 'DOWNLOAD_FAILED', {
      message: disk ? `Could not write ${path}` : 'The backup broke off',
      found: messageOf(error),
      remedy: disk
        ? 'Check free space and permissions of that folder.'
        : "Look at the service's log, and try again.",
      cause: error,
    });
  }
}
