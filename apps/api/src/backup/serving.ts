import type { BackupHead } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { currentGeneration, readGenerationManifest } from '@seje/retrieval';

/**
 * The bundle and index generation that the service answers with, for the head of a backup.
 * @param generations where they lie
 * @returns undefined where there is none, or none that can be read: what is saved is the catalogue
 */
export async function servingIn(generations: string): Promise<BackupHead['serving']> {
  try {
    const current = await currentGeneration(generations);
    if (current === undefined) return undefined;
    const { bundleFingerprint, name } = await readGenerationManifest(current.directory);
    return { bundle: bundleFingerprint, generation: name };
  } catch (error) {
    if (error instanceof SejeError) return undefined;
    throw error;
  }
}
