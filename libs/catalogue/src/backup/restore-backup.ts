import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SejeError, WriterLock, isThere, messageOf, publishDirectory, requireFreeSpace } from '@seje/core';
import type { CatalogueDatabase } from '../database/catalogue-database.js';
import { onDatabase } from '../database/database-errors.js';
import { checkKnown, migrate, migrationsOf } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { placeOf } from '../photos/content-name.js';
import type { BackupHead, BackupManifest } from './backup-format.js';
import { checkPhotos } from './check-photos.js';
import { invalid, readBackup } from './read-backup.js';
import { RESTORE_ORDER, countChanges, restorePage, restoreSequence } from './restore-tables.js';

export interface RestoreOptions {
  /** The backup's file. */
  readonly from: string;
  /** The catalogue's own folder, not there yet: `database/` and `photos/` come into it. */
  readonly folder: string;
  /** A PostgreSQL server's database for the tables, without tables of ours. */
  readonly databaseUrl?: string | undefined;
}

export interface RestoredBackup {
  readonly head: BackupHead;
  readonly manifest: BackupManifest;
}

/** A new embedded database before its first row, with its log: 40 MB, and room for the log to grow. */
const DATABASE_BYTES = 100 * 2 ** 20;
/** A row with its indices and its log takes several times its text. */
const ROOM_PER_BYTE = 3;

/**
 * Restores a backup into a new folder: all of it, or nothing. It is unpacked and checked aside, the tables
 * are filled in one transaction and brought to this version, and then the folder gets its name.
 * @throws SejeError BACKUP_INVALID, CATALOGUE_VERSION_UNKNOWN, SETTINGS_INVALID where there is something
 *   already, FILE_NOT_FOUND, RUN_LOCKED, DISK_FULL, DISK_WRITE_FAILED, DATABASE_FAILED
 */
export async function restoreBackup({ from, folder, databaseUrl }: RestoreOptions): Promise<RestoredBackup> {
  const { size } = await openable(from);
  if (await isThere(folder)) throw notEmpty(folder);
  await requireFreeSpace(folder, size * ROOM_PER_BYTE + DATABASE_BYTES, 'restoring the backup');
  const lock = WriterLock.acquire(`${folder}.restoring.lock`);
  const aside = `${folder}.restoring`;
  try {
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    const restored = await unpacked(from, aside);
    const database = await openDatabase(aside, databaseUrl);
    try {
      await onDatabase(database.where, () => fill(database, aside, restored));
    } finally {
      await database.close();
    }
    await rm(join(aside, 'tables'), { recursive: true, force: true });
    await publishDirectory(aside, folder);
    return restored;
  } finally {
    await rm(aside, { recursive: true, force: true });
    lock.release();
  }
}

/** Reads and checks all of it; its pages and photos are in `aside` then. */
async function unpacked(from: string, aside: string): Promise<RestoredBackup> {
  let head: BackupHead | undefined;
  const manifest = await readBackup(createReadStream(from), {
    async head(read) {
      checkKnown(read.migrations, 'The catalogue in this backup');
      head = read;
    },
    page: (_table, name, content) => write(join(aside, name), content),
    photo: (content, bytes) => write(join(aside, 'photos', placeOf(content)), bytes),
  });
  if (head === undefined) throw invalid('it does not begin as one', 'no backup.json');
  return { head, manifest };
}

/** Not yet durable: that is `publishDirectory`'s. */
async function write(path: string, content: Buffer): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (error) {
    throw new SejeError('DISK_WRITE_FAILED', {
      message: `Could not write ${path}`,
      found: messageOf(error),
      remedy: 'Check free space and permissions of that folder, then try again.',
      cause: error,
    });
  }
}

/** In one transaction: the tables as the version had them that wrote the backup, their rows, and this version's steps. */
async function fill(database: CatalogueDatabase, aside: string, restored: RestoredBackup): Promise<void> {
  const { head, manifest } = restored;
  const { where } = database;
  if ((await migrationsOf(database.queries)).length > 0) throw notEmpty(where);
  await database.queries.transaction().execute(async (queries) => {
    await migrate({ queries, where }, head.migrations.at(-1));
    for (const table of RESTORE_ORDER) {
      for (const page of await pagesOf(join(aside, 'tables', table))) {
        await restorePage(queries, table, await readFile(page));
      }
      if (table === 'changes') await countChanges(queries);
    }
    await restoreSequence(queries, manifest.sequence);
    await checkPhotos(queries, join(aside, 'photos'), restored);
    await migrate({ queries, where });
  });
}

async function pagesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((name) => join(folder, name));
}

async function openable(path: string): Promise<{ readonly size: number }> {
  try {
    await (await open(path, 'r')).close();
    return await stat(path);
  } catch (error) {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `The backup ${path} cannot be opened`,
      found: messageOf(error),
      remedy: 'Name the file that "seje backup" wrote.',
      cause: error,
    });
  }
}

function notEmpty(where: string): SejeError {
  return new SejeError('SETTINGS_INVALID', {
    message: `A backup cannot be restored into ${where}`,
    expected: 'nothing there yet',
    found: 'a catalogue',
    remedy: 'Give a new folder, and a database without tables of ours; nothing is overwritten.',
  });
}
