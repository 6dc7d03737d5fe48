import type { FastifyReply, FastifyRequest } from 'fastify';

/** One line a request: what was asked, how it ended, how long it took; never a body. Health probes only in debug. */
export async function logAccess(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const level = request.url.startsWith('/health/') ? 'debug' : 'info';
  request.log[level](
    {
      method: request.method,
      url: request.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      from: request.ip,
    },
    'request',
  );
}
