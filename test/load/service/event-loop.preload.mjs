// Loaded into the service's process before it (node --import): how long its event loop kept timers waiting.
// Each SIGUSR2 writes what was seen since the last one to the file that EVENT_LOOP_FILE names.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Between two timers of the monitor, milliseconds: taken off what it reports. */
const RESOLUTION_MS = 2;
const NANOSECONDS_A_MS = 1e6;

const file = process.env.EVENT_LOOP_FILE;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();

process.on('SIGUSR2', () => {
  const ms = (nanoseconds) => Math.max(0, nanoseconds / NANOSECONDS_A_MS - RESOLUTION_MS);
  const { count, max } = delays;
  const seen = { count, p50: ms(delays.percentile(50)), p99: ms(delays.percentile(99)), max: ms(max) };
  delays.reset();
  writeFileSync(`${file}.new`, JSON.stringify(seen));
  renameSync(`${file}.new`, file);
});
