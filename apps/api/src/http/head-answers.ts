import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/**
 * Lets HEAD ask nothing of a stream (an export, a backup, a job's events): Fastify would read it to its end,
 * the whole catalogue or as long as a job takes, for a client that has its answer already.
 */
export function leaveStreamsOfHead(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async ({ method }, _reply, payload) => {
    if (method !== 'HEAD' || !(payload instanceof Readable)) return payload;
    payload.destroy();
    return Readable.from([]);
  });
}
