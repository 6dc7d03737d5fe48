import type { StoredPhoto } from '@seje/catalogue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { entityTag, isNotModified } from '../http/entity-tags.js';

/** Time that a browser may show a photo without asking again, seconds. */
const PHOTO_MAX_AGE = 300;

/** Sends a photo's bytes, or 304 where the client has them. */
export async function sendPhoto(
  { request, reply, photo }: { request: FastifyRequest; reply: FastifyReply; photo: StoredPhoto },
  bytes: () => Promise<Uint8Array>,
): Promise<void> {
  const etag = entityTag(photo.content);
  const known = isNotModified(request.headers, etag);
  const body = known ? undefined : Buffer.from(await bytes());
  void reply
    .header('etag', etag)
    // What a key was needed for no cache hands to whoever has none.
    .header(
      'cache-control',
      `${request.caller.is === 'key' ? 'private' : 'public'}, max-age=${PHOTO_MAX_AGE}`,
    )
    .header('content-security-policy', "default-src 'none'; sandbox");
  if (known) void reply.status(304).send();
  else void reply.type(photo.type).send(body);
}
