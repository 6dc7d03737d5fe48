import { readFileSync, readdirSync } from 'node:fs';

export type Role = 'engine' | 'builder';

/** Processes of these roles that a service has started, by Linux' /proc. */
export function childrenOf(service: number, role: Role): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
        if (Number(parent) !== service) return false;
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes(role);
      } catch {
        return false;
      }
    });
}

/** SIGKILL; one that has gone already is none. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
