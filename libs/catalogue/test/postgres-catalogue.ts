import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Catalogue, openCatalogue } from '../src/store/open-catalogue.js';
import { NO_POSTGRES, ThrowawayPostgres } from './throwaway-postgres.js';

export interface PostgresCatalogue {
  readonly server: ThrowawayPostgres;
  readonly folder: string;
  readonly databaseUrl: string;
  readonly catalogue: Catalogue;
}

/**
 * A catalogue on a PostgreSQL server of its own, for the tests of one file; they are skipped where there is no
 * server to start. @returns what gives it, within a test
 */
export function onPostgres(): () => PostgresCatalogue {
  let folder: string;
  let postgres: ThrowawayPostgres | undefined;
  let opened: PostgresCatalogue;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seje-postgres-'));
    postgres = await ThrowawayPostgres.start();
    if (postgres === undefined) return;
    const databaseUrl = postgres.database();
    opened = {
      server: postgres,
      folder,
      databaseUrl,
      catalogue: await openCatalogue({ folder, databaseUrl }),
    };
  });
  beforeEach((ctx) => {
    if (postgres === undefined) ctx.skip(NO_POSTGRES);
  });
  afterAll(async () => {
    await opened?.catalogue.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true });
  });
  return () => opened;
}
