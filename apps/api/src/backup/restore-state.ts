import { readdir } from 'node:fs/promises';
import { type RestoredBackup, restoreBackup } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { SERVICE_LOCK, catalogueFolder, takeStateFolder } from '../state-folder.js';

/** What a state folder without a catalogue may hold: our lock, and what a new file system brings. */
const EMPTY = new Set([SERVICE_LOCK, 'lost+found']);
/** What a restore that was killed has left. */
const BEGUN = /^catalogue\.restoring/;

/**
 * Restores a backup into an empty state folder, which no service can take meanwhile.
 * @throws SejeError SETTINGS_INVALID where it holds anything; as `takeStateFolder` and `restoreBackup` do
 */
export async function restoreState(
  { from, state }: { readonly from: string; readonly state: string },
  databaseUrl: string | undefined,
): Promise<RestoredBackup> {
  const lock = await takeStateFolder(state);
  try {
    const found = (await readdir(state)).filter((name) => !EMPTY.has(name) && !BEGUN.test(name));
    if (found.length > 0) throw notEmpty(state, found);
    return await restoreBackup({ from, folder: catalogueFolder(state), databaseUrl });
  } finally {
    lock.release();
  }
}

function notEmpty(state: string, found: string[]): SejeError {
  return new SejeError('SETTINGS_INVALID', {
    message: `A backup cannot be restored into ${state}`,
    expected: 'an empty folder, or none',
    found: found.slice(0, 5).join(', '),
    remedy: 'Give a new folder; nothing is overwritten.',
  });
}
