import type * as NodeFileSystem from 'node:fs';
import { fsyncSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CatalogueDatabase } from './catalogue-database.js';
import { openPgliteDatabase } from './pglite-database.js';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof NodeFileSystem>();
  return { ...fs, fsyncSync: vi.fn(fs.fsyncSync) };
});
const fsync = vi.mocked(fsyncSync);

let folder: string;
let database: CatalogueDatabase;
/** Files and folders that were synced since the test began. */
const synced: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seje-pglite-'));
  database = await openPgliteDatabase(join(folder, 'database'));
  await sql`create table numbers (value int)`.execute(database.queries);
  const real = fsync.getMockImplementation()!;
  fsync.mockImplementation((descriptor) => {
    synced.push(readlinkSync(`/proc/self/fd/${descriptor}`));
    real(descriptor);
  });
});
beforeEach(() => void synced.splice(0));
afterAll(() => rmSync(folder, { recursive: true }));

const insert = (value: number) => sql`insert into numbers values (${value})`.execute(database.queries);
const numbers = async (): Promise<number[]> => {
  const { rows } = await sql<{ value: number }>`select value from numbers order by 1`.execute(
    database.queries,
  );
  return rows.map(({ value }) => value);
};

describe.runIf(process.platform === 'linux')('the embedded database', () => {
  it('has its log on the disk before a commit returns', async () => {
    await insert(1);
    expect(synced).toEqual([expect.stringContaining('/pg_wal/')]);
  });

  it('has its tables on the disk before it lets go of its log', async () => {
    await sql`checkpoint`.execute(database.queries);
    expect(synced.filter((path) => path.includes('/base/'))).not.toEqual([]);
    expect(synced.findLast((path) => !path.includes('/pg_wal'))).toContain('pg_control');
  });

  it('does not acknowledge what the disk refused, and has the rest when it is opened again', async () => {
    const once = fsync.getMockImplementation()!;
    fsync.mockImplementationOnce(() => {
      throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
    });
    await expect(insert(2)).rejects.toThrow('could not fsync');
    await expect(insert(3)).rejects.toThrow('The embedded database has stopped');
    await database.close();
    fsync.mockImplementation(once);
    database = await openPgliteDatabase(join(folder, 'database'));
    expect((await numbers())[0]).toBe(1);
    await database.close();
  });
});
