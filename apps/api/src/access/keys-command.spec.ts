import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalogue, openCatalogue } from '@seje/catalogue';
import { sha256 } from '@seje/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueFolder } from '../state-folder.js';
import { keysCommand } from './keys-command.js';
import type { KeyView, MadeKeyView } from './key-view.dto.js';

let state: string;
beforeAll(() => void (state = mkdtempSync(join(tmpdir(), 'seje-keys-'))));
afterAll(() => rmSync(state, { recursive: true }));

/** What a command line writes to stdout and to stderr. */
async function runIn(folder: string, ...args: string[]): Promise<{ out: string; said: string }> {
  const written = { out: '', said: '' };
  const command = keysCommand(
    {},
    { out: (text) => (written.out += text), say: (text) => (written.said += text) },
  );
  await command.parseAsync([...args, '--state', folder], { from: 'user' });
  return written;
}
const run = (...args: string[]): ReturnType<typeof runIn> => runIn(state, ...args);
const listed = async (): Promise<KeyView[]> => JSON.parse((await run('list', '--json')).out) as KeyView[];

describe('seje keys', () => {
  it('makes a key that is on stdout alone, and in the database as its digest', async () => {
    const { out, said } = await run('create', '--scope', 'write', '--name', 'importer');
    const [, id, secret] = /^seje_([0-9a-f]{12})_(\S{43})\n$/.exec(out)!;
    expect(said).toContain(id);
    expect(said).not.toContain(secret);
    const catalogue = await openCatalogue({ folder: catalogueFolder(state) });
    const rows = await catalogue.database.queries.selectFrom('api_keys').selectAll().execute();
    await catalogue.close();
    expect(rows).toMatchObject([{ id, name: 'importer', scopes: ['write'], secret_digest: sha256(secret!) }]);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('lists keys and revokes them', async () => {
    const json = (await run('create', '--expires', '2999-01-31', '--rate-limit', '5', '--json')).out;
    const { key, ...made } = JSON.parse(json) as MadeKeyView;
    expect(made).toMatchObject({ scopes: ['search'], rateLimit: 5, expiresAt: '2999-01-31T00:00:00.000Z' });
    expect((await listed()).at(-1)).toEqual(made);
    await run('revoke', made.id);
    expect((await listed()).at(-1)).toMatchObject({ id: made.id, revokedAt: expect.any(String) });
    const { out } = await run('list');
    expect(out).toMatch(new RegExp(`^${made.id}\tsearch\trevoked\t`, 'm'));
    expect(out).not.toContain(key.slice(-43));
  });

  it('refuses what no key can be, and an id that no key has', async () => {
    await expect(run('create', '--scope', 'root')).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
    await expect(run('create', '--expires', 'soon')).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
    await expect(run('create', '--rate-limit', 'many')).rejects.toMatchObject({ code: 'RECORD_INVALID' });
    await expect(run('create', '--expires', '2001-01-31')).rejects.toMatchObject({ code: 'RECORD_INVALID' });
    await expect(run('revoke', 'abc')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('wants to be told which keys', async () => {
    const output = { out: () => undefined, say: () => undefined };
    const asked = keysCommand({}, output).parseAsync(['list'], { from: 'user' });
    await expect(asked).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
  });

  it('makes no database in a folder that is misspelt', async () => {
    const misspelt = join(state, 'misspelt');
    await expect(runIn(misspelt, 'list')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(existsSync(misspelt)).toBe(false);
  });

  it('points to the API while a service has the database', async () => {
    const service: Catalogue = await openCatalogue({ folder: catalogueFolder(state) });
    await expect(run('list')).rejects.toMatchObject({
      code: 'RUN_LOCKED',
      parts: { remedy: expect.stringContaining('/v1/admin/keys') },
    });
    await service.close();
  });
});
