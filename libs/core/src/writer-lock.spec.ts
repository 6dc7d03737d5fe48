import { mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WriterLock } from './writer-lock.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seje-lock-'));
  path = join(folder, 'new', 'run.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;

describe('WriterLock', () => {
  it('lets one in at a time, the next after the release', () => {
    const lock = WriterLock.acquire(path);
    expect(() => WriterLock.acquire(path)).toThrow(code('RUN_LOCKED'));
    lock.release();
    WriterLock.acquire(path).release();
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a process that is gone', () => {
    WriterLock.acquire(path).release();
    writeFileSync(path, '4194305 17'); // above Linux' largest process id
    WriterLock.acquire(path);
    expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^${process.pid}\\b`));
  });

  it.skipIf(process.platform !== 'linux')('takes over where the id was given to another process', () => {
    WriterLock.acquire(path).release();
    writeFileSync(path, `${process.pid} 1`);
    WriterLock.acquire(path);
    expect(() => WriterLock.acquire(path)).toThrow(code('RUN_LOCKED'));
  });

  it('says where it cannot be made', () => {
    writeFileSync(join(folder, 'new'), 'a file');
    expect(() => WriterLock.acquire(path)).toThrow(code('DISK_WRITE_FAILED'));
  });
});
