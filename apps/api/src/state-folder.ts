import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError, WriterLock, messageOf } from '@seje/core';

/** The catalogue's own folder under the state folder: database, photos, lock. */
export function catalogueFolder(state: string): string {
  return join(state, 'catalogue');
}

/** Where index generations lie under the state folder. */
export function generationsFolder(state: string): string {
  return join(state, 'generations');
}

/** Its name under the state folder; backup and restore look for it too. */
export const SERVICE_LOCK = 'service.lock';

/**
 * Makes the state folder and takes it for this process, so that a place that cannot be written, or that
 * another service has, is noticed at start, not by the first job.
 * @returns the lock; whoever holds it releases it when the process ends
 * @throws SejeError DISK_WRITE_FAILED; RUN_LOCKED, naming the other process
 */
export async function takeStateFolder(state: string): Promise<WriterLock> {
  try {
    await mkdir(state, { recursive: true });
    await access(state, constants.W_OK);
  } catch (error) {
    throw new SejeError('DISK_WRITE_FAILED', {
      message: `The state folder ${state} cannot be written`,
      found: messageOf(error),
      remedy: 'Give SEJE_STATE a folder that the service may write.',
      cause: error,
    });
  }
  return WriterLock.acquire(join(state, SERVICE_LOCK));
}
