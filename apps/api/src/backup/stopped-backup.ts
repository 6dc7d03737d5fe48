import { type BackupManifest, estimatedBytes, openStopped, writeBackup } from '@seje/catalogue';
import { SejeError, isThere } from '@seje/core';
import { photoSettingsFrom } from '../photo-settings.js';
import { catalogueFolder, generationsFolder, takeStateFolder } from '../state-folder.js';
import { saveBackup } from './save-backup.js';
import { servingIn } from './serving.js';

/**
 * Saves a backup of a service that does not run.
 * @param environment its DATABASE_URL and SEJE_PHOTOS_S3_…, where it has them
 * @throws SejeError RUN_LOCKED where it runs; as `openStopped` and `saveBackup` do
 */
export async function backUpStopped(
  { state, out }: { readonly state: string; readonly out: string },
  environment: NodeJS.ProcessEnv,
): Promise<BackupManifest> {
  const folder = catalogueFolder(state);
  const lock = await lockOf(state);
  try {
    const photoSettings = photoSettingsFrom(environment, folder);
    const databaseUrl = environment['DATABASE_URL'] || undefined;
    const stopped = await openStopped({ folder, databaseUrl, photos: photoSettings });
    const { database, photos } = stopped;
    try {
      const bytesAtMost = await estimatedBytes(database);
      const serving = await servingIn(generationsFolder(state));
      const tar = await writeBackup({ database, photos, photoSettings, serving });
      return await saveBackup({ tar, bytesAtMost }, out);
    } finally {
      await stopped.close();
    }
  } finally {
    lock.release();
  }
}

async function lockOf(state: string): Promise<{ release(): void }> {
  if (!(await isThere(state))) {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `There is no state folder ${state}`,
      remedy: 'Give the folder that the service has as SEJE_STATE.',
    });
  }
  return takeStateFolder(state).catch((error: unknown) => {
    if (!(error instanceof SejeError) || error.code !== 'RUN_LOCKED') throw error;
    throw new SejeError('RUN_LOCKED', {
      ...error.parts,
      message: 'The service runs',
      remedy: 'Ask it for the backup: --url and a key with scope admin in place of --state.',
      cause: error,
    });
  });
}
