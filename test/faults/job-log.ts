import { Violation } from './acknowledged.js';

const ENDS: ReadonlySet<unknown> = new Set(['job succeeded', 'job failed', 'job stopped']);

/** By the log of one process: no job begins before the one before it has ended. */
export function assertOneJobAtATime(output: readonly string[]): void {
  let running: string | undefined;
  for (const line of output) {
    if (!line.startsWith('{')) continue;
    const { msg, job } = JSON.parse(line) as { msg?: string; job?: string };
    if (msg === 'job started') {
      if (running !== undefined) throw new Violation(`job ${job} began while ${running} ran`);
      running = job;
    } else if (ENDS.has(msg) && job === running) running = undefined;
  }
}
