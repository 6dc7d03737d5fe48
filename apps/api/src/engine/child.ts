import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

export type ChildRole = 'engine' | 'builder';
/** Starts a child process in a role; a seam, so that tests can start a small stand-in. */
export type StartChild = (role: ChildRole) => ChildProcess;

/** Forks the engine's entry file, which lies beside this file in every build. */
export const startChild: StartChild = (role) => forkRole(new URL('./engine.main.js', import.meta.url), role);

/** Node's own number, and the photos of one batch: more threads would find nothing to decode. */
const POOL_THREADS = { least: 4, most: 8 };

/**
 * `advanced` serialisation carries photos as bytes, not as JSON. The pool that decodes photos has a thread for each
 * core, since a GPU waits for them, and glibc would keep memory for each thread; a process cannot change either once
 * it runs. What the service's own environment says wins.
 */
export function forkRole(entry: URL, role: ChildRole): ChildProcess {
  const threads = Math.min(Math.max(availableParallelism(), POOL_THREADS.least), POOL_THREADS.most);
  return fork(fileURLToPath(entry), [role], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
    env: { UV_THREADPOOL_SIZE: `${threads}`, MALLOC_ARENA_MAX: '2', ...process.env },
  });
}

/** Ends a child for good: SIGKILL, since it holds nothing that needs saving; resolves once it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}
