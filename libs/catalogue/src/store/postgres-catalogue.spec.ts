import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptied } from '../../test/emptied.js';
import { NO_POSTGRES, ThrowawayPostgres } from '../../test/throwaway-postgres.js';
import { coded, describeCatalogueStore, soup } from './catalogue-store.contract.js';
import { type Catalogue, openCatalogue } from './open-catalogue.js';

let folder: string;
let postgres: ThrowawayPostgres | undefined;
let databaseUrl: string;
let catalogue: Catalogue;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seje-catalogue-'));
  postgres = await ThrowawayPostgres.start();
  if (postgres === undefined) return;
  databaseUrl = postgres.database();
  catalogue = await openCatalogue({ folder, databaseUrl });
});
beforeEach((ctx) => {
  if (postgres === undefined) ctx.skip(NO_POSTGRES);
});
afterAll(async () => {
  await catalogue?.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

describeCatalogueStore('the catalogue on PostgreSQL', async () => {
  await emptied(catalogue.database);
  return catalogue.store;
});

describe('a PostgreSQL server', () => {
  it('serves several processes', async () => {
    const other = await openCatalogue({ folder, databaseUrl });
    await emptied(catalogue.database);
    const stores = [catalogue.store, other.store];
    const written = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stores[i % 2]!.putRecipe(`r${i}`, soup({ title: `Soup ${i}` }))),
    );
    await other.close();
    const revisions = written.map(({ recipe }) => recipe.revision).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('is refused where it acknowledges what it may lose', async () => {
    const { queries } = catalogue.database;
    const settle = (value: string) =>
      sql.raw(`alter database "${new URL(databaseUrl).pathname.slice(1)}" set synchronous_commit = ${value}`);
    await settle('off').execute(queries);
    await expect(openCatalogue({ folder, databaseUrl })).rejects.toThrow('synchronous_commit off');
    await settle('on').execute(queries);
  });

  it('is named where it cannot be reached, without its password', async () => {
    const gone = 'postgres://seje:secret@127.0.0.1:1/none';
    const opening = openCatalogue({ folder, databaseUrl: gone });
    await expect(opening).rejects.toThrow(coded('DATABASE_FAILED'));
    await expect(opening).rejects.not.toThrow('secret');
  });

  it('that crashes has what was acknowledged, and is found again', async () => {
    const { recipe } = await catalogue.store.putRecipe('before-crash', soup());
    await postgres!.crashAndRestart();
    const found = () => catalogue.store.recipe('before-crash').catch(() => undefined);
    await expect.poll(found, { timeout: 30_000 }).toEqual(recipe);
  });
});
