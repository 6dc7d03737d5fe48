import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImportSpool } from './import-spool.js';

const DAY_MS = 24 * 3_600_000;

let folder: string;
let spool: ImportSpool;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-spool-'));
  spool = new ImportSpool(folder, 10);
});
afterEach(() => rm(folder, { recursive: true }));

const body = (...pieces: string[]): Readable => Readable.from(pieces.map((piece) => Buffer.from(piece)));
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('ImportSpool', () => {
  it('keeps a body until it is removed', async () => {
    const kept = await spool.receive(body('12345', '67890'));
    expect(kept.bytes).toBe(10);
    expect(await readFile(spool.linesOf(kept.spool), 'utf8')).toBe('1234567890');
    await spool.remove(kept.spool);
    expect(await readdir(folder)).toEqual([]);
  });

  it('reads nothing of a body that is announced to be too long, or longer than the disk has room for', async () => {
    const unread = body('12345');
    await expect(spool.receive(unread, 11)).rejects.toThrow(coded('REQUEST_TOO_LARGE'));
    const patient = new ImportSpool(folder, 2 ** 61);
    await expect(patient.receive(unread, 2 ** 60)).rejects.toThrow(coded('DISK_FULL'));
    expect(unread.readableDidRead).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps nothing of a body that is too long or breaks off', async () => {
    await expect(spool.receive(body('12345', '678901'))).rejects.toThrow(coded('REQUEST_TOO_LARGE'));
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('123');
        throw new Error('gone');
      })(),
    );
    await expect(spool.receive(broken)).rejects.toThrow(coded('REQUEST_INVALID'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('opens no errors by another name than its own', async () => {
    await writeFile(join(folder, 'x.errors.ndjson'), '');
    expect(await spool.openErrors('../x')).toBeUndefined();
    expect(await spool.openErrors('x')).toBeUndefined();
  });

  it('sweeps what is older than it is kept for, except of imports under way', async () => {
    const now = new Date();
    const days: [string, number][] = [
      ['a.ndjson', 6],
      ['b.ndjson', 8],
      ['b.errors.ndjson', 8],
      ['c.errors.ndjson', 31],
      ['d.ndjson.part', 2],
      ['busy.ndjson', 40],
    ];
    for (const [name, age] of days) {
      const at = new Date(now.getTime() - age * DAY_MS);
      await writeFile(join(folder, name), '');
      await utimes(join(folder, name), at, at);
    }
    await spool.sweep(now, new Set(['busy']));
    expect((await readdir(folder)).toSorted()).toEqual(['a.ndjson', 'b.errors.ndjson', 'busy.ndjson']);
  });
});
