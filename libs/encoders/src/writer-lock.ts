import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { SejeError } from '@seje/core';

/** Held by the one process that may write a file; left behind by a crash, it is taken over. */
export class WriterLock {
  private constructor(private readonly path: string) {}

  /** @throws SejeError RUN_LOCKED where a living process holds it */
  static acquire(path: string): WriterLock {
    if (!created(path)) {
      if (isAlive(ownerOf(path))) throw locked(path);
      clearStale(path);
      if (!created(path)) throw locked(path);
    }
    return new WriterLock(path);
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

function created(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new SejeError('DISK_WRITE_FAILED', { message: `Could not create ${path}`, cause: error });
  }
}

/** Process id in the lock; NaN while its writer has not yet written it. */
function ownerOf(path: string): number {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10);
  } catch {
    // Released in this moment: nobody's, and the next attempt to create it decides.
    return Number.NaN;
  }
}

function isAlive(pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Takes the dead process's lock away; one that somebody else made meanwhile is put back. */
function clearStale(path: string): void {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  try {
    if (isAlive(ownerOf(aside))) linkSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

function locked(path: string): SejeError {
  return new SejeError('RUN_LOCKED', {
    message: 'Another process is writing here',
    found: `${path}, process ${ownerOf(path)}`,
    remedy: 'Wait until it has ended, or give another folder.',
  });
}
