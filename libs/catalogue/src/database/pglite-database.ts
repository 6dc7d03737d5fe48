import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { SejeError, isThere, messageOf, publishDirectory } from '@seje/core';
import { Kysely, PGliteDialect } from 'kysely';
import { fromPglite } from 'pg-boss';
import type { CatalogueDatabase } from './catalogue-database.js';
import { addFsync } from './emscripten-fsync.js';
import type { CatalogueTables } from './tables.js';

/** The PostgreSQL that PGlite 0.5 is: another one's folder cannot be opened. */
const POSTGRES_MAJOR = '18';

/**
 * PGlite starts PostgreSQL with fsync off, and its file system has none: a commit survives the process,
 * but not a power cut. With fsync on, by the one method that reaches `DurableNodeFs`, it survives both.
 * 16 MB of shared buffers instead of 128: 120 MB less memory, and the system caches the files anyway.
 */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'shared_buffers=16MB'].flatMap((setting) => ['-c', setting]),
];

/**
 * The embedded database: PostgreSQL in this process. The caller keeps other processes off the folder.
 * @param folder the database's own; made aside and renamed where there is none, so that it is never half-made
 * @throws SejeError CATALOGUE_VERSION_UNKNOWN, DATABASE_FAILED
 */
export async function openPgliteDatabase(folder: string): Promise<CatalogueDatabase> {
  if (!(await isThere(folder))) {
    const aside = `${folder}.new`;
    await rm(aside, { recursive: true, force: true });
    await (await started(aside)).close();
    await publishDirectory(aside, folder);
  }
  await checkVersion(folder);
  const pglite = await started(folder);
  const queries = new Kysely<CatalogueTables>({
    dialect: new PGliteDialect({ pglite }),
  });
  return {
    where: folder,
    queries,
    queue: { backend: 'pglite', db: fromPglite(pglite) },
    close: () => (pglite.isBroken ? Promise.resolve() : queries.destroy()),
  };
}

async function started(folder: string): Promise<GuardedPGlite> {
  try {
    const pglite = new GuardedPGlite({ fs: new DurableNodeFs(folder), startParams: START_PARAMETERS });
    await pglite.waitReady;
    return pglite;
  } catch (error) {
    throw new SejeError('DATABASE_FAILED', {
      message: `The embedded database in ${folder} did not start`,
      found: messageOf(error),
      remedy: 'Check free space and permissions of that folder; if it is damaged, restore a backup.',
      cause: error,
    });
  }
}

async function checkVersion(folder: string): Promise<void> {
  const found = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => 'no PG_VERSION');
  if (found.trim() === POSTGRES_MAJOR) return;
  throw new SejeError('CATALOGUE_VERSION_UNKNOWN', {
    message: `The embedded database in ${folder} cannot be opened by this version`,
    expected: `a folder of PostgreSQL ${POSTGRES_MAJOR}`,
    found: found.trim(),
    remedy: 'Export the catalogue with the version that wrote it, and import it here.',
  });
}

type NodeFsInit = NodeFS['init'];

/** PGlite's folder of real files, with the fsync that Emscripten leaves out. */
class DurableNodeFs extends NodeFS {
  override async init(...[pglite, options]: Parameters<NodeFsInit>): ReturnType<NodeFsInit> {
    const { emscriptenOpts } = await super.init(pglite, options);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] } };
  }
}

/**
 * A PostgreSQL that has panicked (its log could not be written) is no longer one: asked again, PGlite
 * holds the event loop for ever. So it is not asked again. What it acknowledged is in the folder.
 */
class GuardedPGlite extends PGlite {
  private broken: unknown;

  get isBroken(): boolean {
    return this.broken !== undefined;
  }

  override execProtocol(...message: Parameters<PGlite['execProtocol']>): ReturnType<PGlite['execProtocol']> {
    return this.guarded(() => super.execProtocol(...message));
  }

  override execProtocolStream(
    ...message: Parameters<PGlite['execProtocolStream']>
  ): ReturnType<PGlite['execProtocolStream']> {
    return this.guarded(() => super.execProtocolStream(...message));
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.isBroken) {
      throw new SejeError('DATABASE_FAILED', {
        message: 'The embedded database has stopped',
        found: messageOf(this.broken),
        remedy: 'Check its disk, then start this process again. What was acknowledged is there.',
        cause: this.broken,
      });
    }
    try {
      return await work();
    } catch (error) {
      if (isFatal(error)) this.broken = error;
      throw error;
    }
  }
}

/** Not an error of one statement: the end of the server, or of the WebAssembly that it is. */
function isFatal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const severity = 'severity' in error ? String(error.severity) : '';
  return error.name === 'RuntimeError' || severity === 'PANIC' || severity === 'FATAL';
}
