import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError } from '@seje/core';
import { openGeneration, readGenerationManifest } from '@seje/retrieval';

/** How many generations of a state folder load, and how many are refused with a code. Anything else throws. */
export async function generationsOnDisk(state: string): Promise<{ loaded: number; refused: number }> {
  const root = join(state, 'generations');
  const names = await readdir(root).catch((): string[] => []);
  const counts = { loaded: 0, refused: 0 };
  for (const name of names) {
    if (name.startsWith('.') || name.endsWith('.json')) continue;
    try {
      await openGeneration(join(root, name), await readGenerationManifest(join(root, name)));
      counts.loaded++;
    } catch (error) {
      if (!(error instanceof SejeError)) throw error;
      counts.refused++;
    }
  }
  return counts;
}
