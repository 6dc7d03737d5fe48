import { SejeError } from '@seje/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

interface Route {
  readonly parts: readonly string[];
  readonly methods: readonly string[];
}

/**
 * Answers 405 with `Allow`, instead of 404, where a path is there for other methods. A path with a name of
 * its own is not one with an id: there is no recipe `export`. Called before any route is made.
 */
export function refuseOtherMethods(fastify: FastifyInstance): void {
  const routes: Route[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    if (!url.includes('*')) routes.push({ parts: url.split('/'), methods: [method].flat() });
  });
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?', 1)[0]!;
    const allowed = methodsOf(routes, path.split('/'));
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

function methodsOf(routes: readonly Route[], parts: readonly string[]): string[] {
  const named = routes.filter((route) => isPath(route, parts, () => false));
  const found = named.length > 0 ? named : routes.filter((route) => isPath(route, parts, isParameter));
  return [...new Set(found.flatMap(({ methods }) => methods))].toSorted();
}

function isPath(route: Route, parts: readonly string[], stands: (part: string) => boolean): boolean {
  if (route.parts.length !== parts.length) return false;
  return route.parts.every((part, i) => part === parts[i] || (stands(part) && parts[i] !== ''));
}

function isParameter(part: string): boolean {
  return part.startsWith(':');
}
