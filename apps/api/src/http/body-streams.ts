import { RouteConfig } from '@nestjs/platform-fastify';
import { SejeError } from '@seje/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { TYPE_REMEDY } from './problem.js';

/** Types of bodies that are handed to an endpoint as they come, where it asks for them. */
const STREAMS = {
  photo: [/^image\/[\w.+-]+/i, /^application\/octet-stream/i],
  lines: [/^application\/(x-)?nd-?json/i, /^application\/jsonl/i],
} as const;
type StreamKind = keyof typeof STREAMS;

/** The endpoint reads its body itself, with a limit of its own: a photo's bytes, or lines of JSON. */
export function TakesStream(kind: StreamKind): MethodDecorator {
  return RouteConfig({ takesStream: kind });
}

/** Any other endpoint refuses such a body with 415. */
export function takeStreams(fastify: FastifyInstance): void {
  for (const [kind, types] of Object.entries(STREAMS)) {
    for (const type of types) {
      fastify.addContentTypeParser(type, (request, payload, done) => {
        const config = request.routeOptions.config as { takesStream?: StreamKind };
        if (config.takesStream === kind) done(null, payload);
        else done(refused(request));
      });
    }
  }
}

/** The body of a request that a parser above has let through; undefined where it had another type or none. */
export function bodyStream({ body }: FastifyRequest): Readable | undefined {
  return typeof body === 'object' && body !== null && 'pipe' in body ? (body as Readable) : undefined;
}

function refused({ headers }: FastifyRequest): SejeError {
  return new SejeError('REQUEST_TYPE_REFUSED', {
    message: 'The endpoint takes no body of this type',
    found: headers['content-type'] ?? 'none',
    remedy: TYPE_REMEDY,
  });
}
