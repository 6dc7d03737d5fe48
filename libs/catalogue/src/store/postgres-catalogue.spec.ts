import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { emptied } from '../../test/emptied.js';
import { onPostgres } from '../../test/postgres-catalogue.js';
import { coded, describeCatalogueStore, soup } from './catalogue-store.contract.js';
import { openCatalogue } from './open-catalogue.js';

const postgres = onPostgres();

describeCatalogueStore('the catalogue on PostgreSQL', async () => {
  const { catalogue } = postgres();
  await emptied(catalogue.database);
  return catalogue.store;
});

describe('a PostgreSQL server', () => {
  it('serves several processes', async () => {
    const { catalogue, folder, databaseUrl } = postgres();
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
    const { catalogue, folder, databaseUrl } = postgres();
    const { queries } = catalogue.database;
    const settle = (value: string) =>
      sql.raw(`alter database "${new URL(databaseUrl).pathname.slice(1)}" set synchronous_commit = ${value}`);
    await settle('off').execute(queries);
    await expect(openCatalogue({ folder, databaseUrl })).rejects.toThrow('synchronous_commit off');
    await settle('on').execute(queries);
  });

  it('is named where it cannot be reached, without its password', async () => {
    const gone = 'postgres://seje:secret@127.0.0.1:1/none';
    const opening = openCatalogue({ folder: postgres().folder, databaseUrl: gone });
    await expect(opening).rejects.toThrow(coded('DATABASE_FAILED'));
    await expect(opening).rejects.not.toThrow('secret');
  });

  it('that crashes has what was acknowledged, and is found again', async () => {
    const { catalogue, server } = postgres();
    const { recipe } = await catalogue.store.putRecipe('before-crash', soup());
    await server.crashAndRestart();
    const found = () => catalogue.store.recipe('before-crash').catch(() => undefined);
    await expect.poll(found, { timeout: 30_000 }).toEqual(recipe);
  });
});
