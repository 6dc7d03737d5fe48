import type { Clock } from 'pg-boss';

/**
 * The time of the process's start and what has passed since. The queue measures its pauses by it: by the time
 * of day, a clock that is set back by an hour would make it pause for an hour.
 */
export const STEADY_CLOCK: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (work, ms) => setInterval(work, ms),
  clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
};
