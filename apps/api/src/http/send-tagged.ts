import type { FastifyReply, FastifyRequest } from 'fastify';
import { entityTag, isNotModified } from './entity-tags.js';

/** Sends a body with its ETag, or 304 where the client has it; it is asked for again each time. */
export function sendTagged(
  { request, reply, tag }: { request: FastifyRequest; reply: FastifyReply; tag: string },
  body: () => object,
): void {
  const etag = entityTag(tag);
  void reply.header('etag', etag).header('cache-control', 'no-cache');
  if (isNotModified(request.headers, etag)) void reply.status(304).send();
  else void reply.send(body());
}
