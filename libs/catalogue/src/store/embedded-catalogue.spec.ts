import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptied } from '../../test/emptied.js';
import { coded, describeCatalogueStore, soup } from './catalogue-store.contract.js';
import { type Catalogue, openCatalogue } from './open-catalogue.js';

let folder: string;
let catalogue: Catalogue;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seje-catalogue-'));
  mkdirSync(join(folder, 'database.new', 'half'), { recursive: true });
  catalogue = await openCatalogue({ folder });
});
afterAll(async () => {
  await catalogue.close();
  rmSync(folder, { recursive: true });
});

describeCatalogueStore('the embedded catalogue', async () => {
  await emptied(catalogue.database);
  return catalogue.store;
});

describe('the folder of an embedded catalogue', () => {
  it('belongs to one process, and keeps what was written', async () => {
    const { recipe } = await catalogue.store.putRecipe('kept', soup());
    await expect(openCatalogue({ folder })).rejects.toThrow(coded('RUN_LOCKED'));
    await catalogue.close();
    catalogue = await openCatalogue({ folder });
    expect(await catalogue.store.recipe('kept')).toEqual(recipe);
  });

  it('is refused, and left alone, where a newer version wrote it', async () => {
    const { queries } = catalogue.database;
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '')`.execute(queries);
    await catalogue.close();
    await expect(openCatalogue({ folder })).rejects.toThrow(coded('CATALOGUE_VERSION_UNKNOWN'));
    await expect(openCatalogue({ folder })).rejects.toThrow('9999-later');
  });

  it('is refused where another PostgreSQL made it', async () => {
    writeFileSync(join(folder, 'database', 'PG_VERSION'), '17\n');
    await expect(openCatalogue({ folder })).rejects.toThrow(coded('CATALOGUE_VERSION_UNKNOWN'));
  });
});
