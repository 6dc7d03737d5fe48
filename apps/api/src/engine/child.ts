import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type ChildRole = 'engine' | 'builder';
/** Starts a child process in a role; a seam, so that tests can start a small stand-in. */
export type StartChild = (role: ChildRole) => ChildProcess;

/** Forks the engine's entry file, which lies beside this file in every build. */
export const startChild: StartChild = (role) => forkRole(new URL('./engine.main.js', import.meta.url), role);

/**
 * `advanced` serialisation carries photos as bytes, not as JSON. Photos are decoded on many threads, and glibc
 * would keep memory for each of them.
 */
export function forkRole(entry: URL, role: ChildRole): ChildProcess {
  return fork(fileURLToPath(entry), [role], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
    env: { MALLOC_ARENA_MAX: '2', ...process.env },
  });
}

/** Ends a child for good: SIGKILL, since it holds nothing that needs saving; resolves once it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}
