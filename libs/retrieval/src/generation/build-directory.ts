import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A build's folder names its process by id and start, seconds: ids are used again after a restart. */
const PATTERN = /^\.building-.+-(\d+)-(\d+)$/;
/** A process's start is computed from two clocks that may drift apart by this, seconds. */
const CLOCK_SLACK = 10;

function processStart(): number {
  return Math.round(Date.now() / 1000 - process.uptime());
}

/** Where this process builds generation `name`, beside the published ones. */
export function buildDirectoryOf(root: string, name: string): string {
  return join(root, `.building-${name}-${process.pid}-${processStart()}`);
}

/**
 * Removes what killed builds left behind; a build that still runs is left alone. Call it on the machine
 * (or in the container) where builds run, since it asks there whether the process is alive.
 * @returns the folders removed
 */
export async function removeAbandoned(root: string): Promise<string[]> {
  const removed: string[] = [];
  for (const entry of await readdir(root).catch(emptyIfMissing)) {
    const [, pid, start] = PATTERN.exec(entry) ?? [];
    if (pid === undefined || isRunning(Number(pid), Number(start))) continue;
    await rm(join(root, entry), { recursive: true, force: true });
    removed.push(entry);
  }
  return removed;
}

/** A folder that is not there is empty. */
function emptyIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

function isRunning(pid: number, start: number): boolean {
  if (pid === process.pid) return Math.abs(start - processStart()) <= CLOCK_SLACK;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
