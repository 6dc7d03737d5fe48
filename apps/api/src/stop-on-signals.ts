import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';

/** Longest wait for requests on their way, milliseconds; longer than any deadline that makes sense. */
const GRACE_MS = 30_000;
/** A kept-alive connection whose last answer has been sent is closed after at most this, milliseconds. */
const CLOSE_IDLE_EVERY_MS = 50;

/** SIGTERM and SIGINT: takes no more requests, finishes those on their way, stops the engine, exits with 0. */
export function stopOnSignals(app: INestApplication<Server>, logger: Logger): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('requests still open after the grace period; exiting');
      process.exit(1);
    }, GRACE_MS).unref();
    setInterval(() => app.getHttpServer().closeIdleConnections(), CLOSE_IDLE_EVERY_MS).unref();
    await app.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, (name) => void stop(name));
}
