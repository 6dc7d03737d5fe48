import type { FastifyInstance, FastifyRequest } from 'fastify';
import { closeTimedOut } from './client-errors.js';

/** Time a client has to send a body whole, milliseconds. */
const BODY_DEADLINE_MS = 60_000;
/** The same for a stream of lines, which may be a gigabyte. */
export const LONGEST_BODY_MS = 3_600_000;

/**
 * Closes a connection whose body does not come in time, as the server itself does after the longest time
 * that any endpoint gives.
 */
export function limitBodyTime(fastify: FastifyInstance, deadlineMs = BODY_DEADLINE_MS): void {
  fastify.addHook('onRequest', async (request) => {
    const { takesStream } = request.routeOptions.config as { takesStream?: string };
    if (takesStream === 'lines' || !hasBody(request)) return;
    const { raw } = request;
    const timer = setTimeout(() => {
      if (!raw.complete) closeTimedOut(raw.socket);
    }, deadlineMs);
    for (const event of ['end', 'close']) raw.once(event, () => clearTimeout(timer));
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
