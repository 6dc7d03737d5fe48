import { SejeError } from '@seje/core';
import type { EngineClient } from './engine-client.js';
import type { EngineSupervisor } from './engine-supervisor.js';

/** Times in milliseconds. */
const DEFAULTS = {
  /** Between two pings. */
  intervalMs: 5_000,
  /** An engine silent for this long hangs; a batch of queries blocks it for less. */
  stallMs: 15_000,
  /** The same while it opens a generation: reading the largest index blocks it for less. */
  stallWhileOpeningMs: 120_000,
};

/** Pings the engine and has it killed when it hangs: a process can be there and still be of no use. */
export function watchEngine(
  { client, supervisor }: { client: EngineClient; supervisor: EngineSupervisor },
  options: Partial<typeof DEFAULTS> = {},
): { stop(): void } {
  const { intervalMs, stallMs, stallWhileOpeningMs } = { ...DEFAULTS, ...options };
  let waiting = false;
  const timer = setInterval(() => {
    if (waiting || supervisor.info === undefined) return;
    waiting = true;
    client
      .command('ping', {}, client.isOpeningGeneration ? stallWhileOpeningMs : stallMs)
      .catch((error: unknown) => {
        if (error instanceof SejeError && error.code === 'DEADLINE_EXCEEDED') supervisor.killHung();
      })
      .finally(() => (waiting = false));
  }, intervalMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
