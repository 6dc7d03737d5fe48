import { SejeError } from '@seje/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers 405 with `Allow`, instead of 404, where a path is there for other methods. Before any route is. */
export function refuseOtherMethods(fastify: FastifyInstance): void {
  const routes: { readonly path: readonly string[]; readonly methods: readonly string[] }[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    if (!url.includes('*')) routes.push({ path: url.split('/'), methods: [method].flat() });
  });
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.is404) return;
    const path = request.url.split('?', 1)[0]!;
    const there = routes
      .filter((route) => isPath(route.path, path.split('/')))
      .flatMap(({ methods }) => methods);
    const allowed = [...new Set(there)].toSorted();
    if (allowed.length === 0 || allowed.includes(request.method)) return;
    void reply.header('allow', allowed.join(', '));
    throw new SejeError('METHOD_NOT_ALLOWED', {
      message: `${path} cannot be asked that way`,
      expected: allowed.join(', '),
      found: request.method,
      remedy: 'The OpenAPI document at /docs lists the methods of each path.',
    });
  });
}

function isPath(pattern: readonly string[], parts: readonly string[]): boolean {
  if (pattern.length !== parts.length) return false;
  return pattern.every((part, i) => (part.startsWith(':') ? parts[i] !== '' : part === parts[i]));
}
