import { SejeError } from '@seje/core';

/** Time for which a reading is shown again, milliseconds: probes come often, a scrape asks many times. */
const FRESH_MS = 1_000;
/** Longest wait for the database before it counts as gone, milliseconds. */
const PATIENCE_MS = 2_000;

/**
 * Reads the database for whoever watches the service: once a second however often it is asked, and never
 * for long.
 * @param now milliseconds, growing
 * @returns asks; @throws SejeError DATABASE_FAILED where the answer takes too long, and what `ask` throws
 */
export function freshReading<T>(
  ask: () => Promise<T>,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let reading: Promise<T> | undefined;
  let readAt = 0;
  return () => {
    if (reading === undefined || now() - readAt > FRESH_MS) {
      readAt = now();
      reading = withinPatience(ask());
    }
    return reading;
  };
}

async function withinPatience<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(noAnswer()), PATIENCE_MS);
  timer.unref();
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function noAnswer(): SejeError {
  return new SejeError('DATABASE_FAILED', {
    message: 'The database does not answer',
    expected: `an answer within ${PATIENCE_MS} ms`,
    remedy: 'See whether it runs and can be reached; the service goes on by itself.',
  });
}
