import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadPlan, Outcome } from './plan.js';

const CHILD = fileURLToPath(new URL('generator.child.ts', import.meta.url));

/** Sends a plan from a process of its own, at low priority; resolves once everything has been answered. */
export async function generateLoad(plan: LoadPlan): Promise<readonly Outcome[]> {
  const child = fork(CHILD, { serialization: 'advanced', execArgv: [] });
  const ended = once(child, 'exit');
  child.send(plan);
  const [outcomes] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => Promise.reject(new Error(`The load generator ended with ${code}`))),
  ]);
  await ended;
  return outcomes as Outcome[];
}
