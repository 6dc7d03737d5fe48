import { SejeError, messageOf } from '@seje/core';
import type { FileHandle } from 'node:fs/promises';

/** Adds to a file that a run writes as it goes. @throws SejeError DISK_WRITE_FAILED */
export async function appended(
  handle: FileHandle,
  { path, content }: { readonly path: string; readonly content: string | Uint8Array },
): Promise<void> {
  try {
    await handle.appendFile(content);
  } catch (error) {
    throw new SejeError('DISK_WRITE_FAILED', {
      message: `Could not write ${path}`,
      found: messageOf(error),
      remedy: 'Check free space, then go on with --resume.',
      cause: error,
    });
  }
}
