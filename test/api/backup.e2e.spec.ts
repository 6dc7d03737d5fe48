import { createReadStream, existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type RecipeContent, openCatalogue, readBackup } from '@seje/catalogue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupCommand } from '../../apps/api/src/backup/backup-command.js';
import { restoreCommand } from '../../apps/api/src/backup/restore-command.js';
import { ADMIN_KEY, RunningService, type ServicePlaces, newPlaces, removePlaces } from './running-service.js';

const soup: RecipeContent = { title: 'Soup', ingredients: ['1 leek'], instructions: ['Boil.'], tags: [] };
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

let places: ServicePlaces;
let folder: string;
let service: RunningService;
beforeAll(async () => {
  places = await newPlaces();
  folder = dirname(places.SEJE_STATE);
  const catalogue = await openCatalogue({ folder: join(places.SEJE_STATE, 'catalogue') });
  const { store, photos } = catalogue;
  await store.putRecipe('backed-up', soup);
  const content = await photos.put(Buffer.from('photo'));
  const photo = { content, type: 'image/jpeg', bytes: 5, width: 4, height: 3 };
  await store.putPhoto({ recipeId: 'backed-up', photoId: 'p' }, photo);
  await catalogue.close();
  service = await RunningService.start(places);
  await service.untilReady();
});
afterAll(async () => {
  await service.stop();
  await removePlaces();
});

/** Runs a command as `npx seje` does. Resolves to what it said. */
async function said(
  make: typeof backupCommand,
  args: string[],
  environment: NodeJS.ProcessEnv = { SEJE_ADMIN_KEY: ADMIN_KEY },
): Promise<string> {
  let text = '';
  await make(environment, (more) => (text += more)).parseAsync(args, { from: 'user' });
  return text;
}

describe('a backup of a running service', () => {
  it('is restored into a new folder, from which a service answers with the same records', async () => {
    const out = join(folder, 'backup.tar');
    expect(await said(backupCommand, ['--url', service.url, '--out', out])).toContain('7 photos');
    const state = join(folder, 'restored');
    const words = await said(restoreCommand, ['--from', out, '--state', state]);
    expect(words).toContain('fingerprint');
    const other = await RunningService.start({ ...places, SEJE_STATE: state });
    await other.untilReady();
    const again = join(folder, 'again.tar');
    await said(backupCommand, ['--url', other.url, '--out', again]);
    expect(await other.stop()).toBe(0);
    // The restored service has looked at its folder anew, and says so in the folder's ledger alone.
    const filesOf = async (tar: string) =>
      (await readBackup(createReadStream(tar))).files
        .slice(1)
        .filter(({ name }) => !name.startsWith('tables/folder_records/'));
    expect(await filesOf(again)).toEqual(await filesOf(out));
  });

  it('needs the admin key, and says so', async () => {
    await service.request().get('/v1/admin/backup').expect(401);
    const out = join(folder, 'refused.tar');
    const refused = said(backupCommand, ['--url', service.url, '--out', out], {});
    await expect(refused).rejects.toThrow(coded('DOWNLOAD_FAILED'));
    await expect(refused).rejects.toThrow('401');
    expect(existsSync(out)).toBe(false);
  });

  it('is not taken past it: its state folder is its own', async () => {
    const refused = said(backupCommand, ['--state', places.SEJE_STATE, '--out', join(folder, 'past.tar')]);
    await expect(refused).rejects.toThrow(coded('RUN_LOCKED'));
    await expect(refused).rejects.toThrow('--url');
  });

  it('is not written over a file, and a restore not over a folder', async () => {
    const out = join(folder, 'mine.tar');
    await writeFile(out, 'mine');
    const over = said(backupCommand, ['--url', service.url, '--out', out]);
    await expect(over).rejects.toThrow(coded('SETTINGS_INVALID'));
    expect(await readFile(out, 'utf8')).toBe('mine');
    const restore = said(restoreCommand, ['--from', out, '--state', places.SEJE_DATA]);
    await expect(restore).rejects.toThrow(coded('SETTINGS_INVALID'));
    expect(existsSync(join(places.SEJE_DATA, 'service.lock'))).toBe(false);
  });
});

it('a backup that breaks off leaves no file', async () => {
  const out = join(folder, 'broken.tar');
  const nobody = said(backupCommand, ['--url', 'http://127.0.0.1:1', '--out', out]);
  await expect(nobody).rejects.toThrow(coded('DOWNLOAD_FAILED'));
  expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([false, false]);
});

it('a stopped service is backed up by its folder', async () => {
  const stopped = await newPlaces();
  const catalogue = await openCatalogue({ folder: join(stopped.SEJE_STATE, 'catalogue') });
  await catalogue.store.putRecipe('soup', soup);
  await catalogue.close();
  const out = join(folder, 'stopped.tar');
  await said(backupCommand, ['--state', stopped.SEJE_STATE, '--out', out], {});
  expect((await readBackup(createReadStream(out))).sequence).toBe(1);
  await rm(out);
  const nowhere = said(backupCommand, ['--state', join(folder, 'none'), '--out', out], {});
  await expect(nowhere).rejects.toThrow(coded('FILE_NOT_FOUND'));
});
