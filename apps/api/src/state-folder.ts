import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError, messageOf } from '@seje/core';

/** The catalogue's own folder under the state folder: database, photos, lock. */
export function catalogueFolder(state: string): string {
  return join(state, 'catalogue');
}

/**
 * Makes the state folder, so that a place that cannot be written is noticed at start, not by the first job.
 * @throws SejeError DISK_WRITE_FAILED
 */
export async function prepareStateFolder(state: string): Promise<void> {
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
}
