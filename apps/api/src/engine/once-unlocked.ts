import { setTimeout as pause } from 'node:timers/promises';
import { SejeError } from '@seje/core';

const RETRY_MS = 100;

/**
 * Opens what one process at a time may have open. A child whose service was killed lets go of it when its
 * event loop turns next, which may be seconds after another service has started.
 * @throws SejeError RUN_LOCKED where it is not free in time, and what `open` throws
 */
export async function onceUnlocked<T>(open: () => T, limitMs: number): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    try {
      return open();
    } catch (error) {
      const isLocked = error instanceof SejeError && error.code === 'RUN_LOCKED';
      if (!isLocked || performance.now() > end) throw error;
      await pause(RETRY_MS);
    }
  }
}
