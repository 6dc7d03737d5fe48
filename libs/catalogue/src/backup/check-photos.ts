import { join } from 'node:path';
import { isThere } from '@seje/core';
import { type Transaction, sql } from 'kysely';
import type { CatalogueTables } from '../database/tables.js';
import { placeOf } from '../photos/content-name.js';
import { invalid } from './read-backup.js';
import type { BackupHead, BackupManifest } from './backup-format.js';

/** Contents asked about at once. */
const PAGE = 1_000;

/**
 * Each photo has its bytes in the folder, or was named as missing when the backup was made.
 * @throws SejeError BACKUP_INVALID
 */
export async function checkPhotos(
  queries: Transaction<CatalogueTables>,
  folder: string,
  { head, manifest }: { readonly head: BackupHead; readonly manifest: BackupManifest },
): Promise<void> {
  if (head.photos.kind !== 'folder') return;
  const missing = new Set(manifest.photos.missing);
  for (let after = ''; ;) {
    const { rows } = await sql<{ content: string }>`
      select distinct content collate "C" as content from photos
      where content collate "C" > ${after} order by 1 limit ${PAGE}`.execute(queries);
    for (const { content } of rows) {
      if (missing.has(content) || (await isThere(join(folder, placeOf(content))))) continue;
      throw invalid('a photo is not in it', content);
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.content;
  }
}
