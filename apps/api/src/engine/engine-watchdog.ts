import { SejeError } from '@seje/core';
import type { EngineSupervisor } from './engine-supervisor.js';

/** Times in milliseconds. */
const DEFAULTS = {
  /** Between two pings. */
  intervalMs: 5_000,
  /** An engine silent for this long hangs; a batch of queries blocks it for less. */
  stallMs: 15_000,
};

/** Pings the engine that answers and has it killed when it hangs: a process can be there and be of no use. */
export function watchEngine(
  supervisor: EngineSupervisor,
  options: Partial<typeof DEFAULTS> = {},
): { stop(): void } {
  const { intervalMs, stallMs } = { ...DEFAULTS, ...options };
  let waiting = false;
  const timer = setInterval(() => {
    const { live } = supervisor;
    if (waiting || live === undefined) return;
    waiting = true;
    live
      .call('ping', {}, { deadlineMs: stallMs })
      .catch((error: unknown) => {
        const hangs = error instanceof SejeError && error.code === 'DEADLINE_EXCEEDED';
        // One that was replaced meanwhile is ended by whoever replaced it.
        if (hangs && supervisor.live === live) supervisor.killHung();
      })
      .finally(() => (waiting = false));
  }, intervalMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
