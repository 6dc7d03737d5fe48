import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SejeError, messageOf } from './errors.js';

/**
 * Held by the one process that may write a file or folder; left behind by a crash, it is taken over.
 * Processes of one machine exclude each other; machines that share a disk do not.
 */
export class WriterLock {
  private constructor(private readonly path: string) {}

  /** @throws SejeError RUN_LOCKED where a living process holds it, DISK_WRITE_FAILED */
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

/** A process as a lock names it: ids are given again, in a restarted container at once. */
interface Owner {
  /** NaN while the lock's writer has not yet written it. */
  readonly pid: number;
  /** Clock ticks from the machine's start to the process's; undefined where the system does not tell. */
  readonly startedAt: string | undefined;
}

function created(path: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${process.pid} ${startOf(process.pid) ?? ''}`.trim(), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && isFolder(dirname(path))) return false;
    throw new SejeError('DISK_WRITE_FAILED', {
      message: `Could not create ${path}`,
      found: messageOf(error),
      remedy: 'Check free space and permissions of that folder, or give another one.',
      cause: error,
    });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function ownerOf(path: string): Owner {
  try {
    const [pid = '', startedAt] = readFileSync(path, 'utf8').split(' ');
    return { pid: Number.parseInt(pid, 10), startedAt };
  } catch {
    // Released in this moment: nobody's, and the next attempt to create it decides.
    return { pid: Number.NaN, startedAt: undefined };
  }
}

function isAlive({ pid, startedAt }: Owner): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const found = startOf(pid);
  return startedAt === undefined || found === undefined || startedAt === found;
}

/** Linux' /proc/PID/stat, field 22; the name before it stands in brackets and may hold anything. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
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
    found: `${path}, process ${ownerOf(path).pid}`,
    remedy: 'Wait until it has ended, or give another folder.',
  });
}
