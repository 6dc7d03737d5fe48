import type { StoredPhoto } from '@seje/catalogue';
import { fastify as createFastify } from 'fastify';
import { expect, it } from 'vitest';
import { type Caller, NOBODY } from '../access/caller.js';
import { sendPhoto } from './send-photo.js';

const KEY: Caller = { is: 'key', id: 'shop', scopes: ['search'] };

it.each([
  ['nobody, for whoever asks next too', NOBODY, 'public, max-age=300'],
  ['a key, for its holder alone', KEY, 'private, max-age=300'],
] as const)('lets a photo be kept that is sent to %s', async (_, caller, kept) => {
  const photo = { content: 'c'.repeat(64), type: 'image/jpeg' } as StoredPhoto;
  const fastify = createFastify();
  fastify.addHook('onRequest', async (request) => void (request.caller = caller));
  fastify.get('/', (request, reply) =>
    sendPhoto({ request, reply, photo }, async () => Buffer.from('photo')),
  );
  const answer = await fastify.inject('/');
  expect([answer.headers['cache-control'], answer.body]).toEqual([kept, 'photo']);
  await fastify.close();
});
