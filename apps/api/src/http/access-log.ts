import type { FastifyReply, FastifyRequest } from 'fastify';
import { isProbe } from '../access/identify-caller.js';

/**
 * One line a request: what was asked, by which key, how it ended, how long it took; never a body, a header
 * or a query, in which people put their keys. Health probes only in debug.
 */
export async function logAccess(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const level = isProbe(request.url) ? 'debug' : 'info';
  const { caller } = request;
  request.log[level](
    {
      method: request.method,
      url: request.url.split('?', 1)[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      from: request.ip,
      ...(caller.is === 'key' ? { key: caller.id } : {}),
    },
    'request',
  );
}
