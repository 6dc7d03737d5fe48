import { SejeError } from '@seje/core';
import type { EngineClient } from './engine-client.js';
import type { EngineSupervisor } from './engine-supervisor.js';

/** Time between two pings, milliseconds. */
const INTERVAL_MS = 5_000;
/** An engine silent for this long hangs; opening the largest index blocks it for less. Milliseconds. */
const STALL_MS = 60_000;

/** Pings the engine and has it killed when it hangs: a process can be there and still be of no use. */
export function watchEngine(
  { client, supervisor }: { client: EngineClient; supervisor: EngineSupervisor },
  { intervalMs = INTERVAL_MS, stallMs = STALL_MS } = {},
): { stop(): void } {
  let waiting = false;
  const timer = setInterval(() => {
    if (waiting || supervisor.info === undefined) return;
    waiting = true;
    client
      .command('ping', {}, stallMs)
      .catch((error: unknown) => {
        if (error instanceof SejeError && error.code === 'DEADLINE_EXCEEDED') supervisor.killHung();
      })
      .finally(() => (waiting = false));
  }, intervalMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
