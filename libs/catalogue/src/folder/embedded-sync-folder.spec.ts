import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { emptied } from '../../test/emptied.js';
import { type Catalogue, openCatalogue } from '../store/open-catalogue.js';
import { describeFolderSync } from './sync-folder.contract.js';

let folder: string;
let catalogue: Catalogue;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seje-sync-'));
  catalogue = await openCatalogue({ folder });
});
afterAll(async () => {
  await catalogue.close();
  rmSync(folder, { recursive: true });
});

describeFolderSync('a folder taken into the embedded catalogue', async () => {
  await emptied(catalogue.database);
  return catalogue;
});
