import type { FastifyReply, FastifyRequest } from 'fastify';
import { isProbe } from '../access/identify-caller.js';
import { routeOf } from '../metrics/observe-requests.js';

/**
 * One line a request: what was asked, by which key, how it ended, where the time went; never a body, a header
 * or a query, in which people put their keys. Probes and scrapes only in debug.
 */
export async function logAccess(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const level = isProbe(request.url) || request.url === '/metrics' ? 'debug' : 'info';
  const { caller, scope } = request;
  request.log[level](
    {
      method: request.method,
      url: request.url.split('?', 1)[0],
      route: routeOf(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(scope.stages === undefined ? {} : { stages: rounded(scope.stages) }),
      ...(scope.problem === undefined ? {} : { code: scope.problem }),
      from: request.ip,
      ...(caller.is === 'key' ? { key: caller.id } : {}),
    },
    'request',
  );
}

/** To a tenth of a millisecond. */
function rounded(stages: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(stages).map(([stage, ms]) => [stage, Math.round(ms * 10) / 10]));
}
