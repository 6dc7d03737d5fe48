import type { FastifyInstance } from 'fastify';
import type { ApiKeys } from './api-keys.js';
import { NOBODY } from './caller.js';
import { presentedKey } from './presented-key.js';

/** Paths that answer whoever asks, as often as they ask, whatever the database does. */
export function isProbe(url: string): boolean {
  return url.startsWith('/health/');
}

/** Tells of each request who makes it, before anything counts, reads or answers it. */
export function identifyCallers(fastify: FastifyInstance, keys: Pick<ApiKeys, 'callerWith'>): void {
  fastify.decorateRequest('caller');
  fastify.addHook('onRequest', async (request) => {
    request.caller = NOBODY;
    if (isProbe(request.url)) return;
    request.caller = await keys.callerWith(presentedKey(request.headers));
  });
}
