import { Readable } from 'node:stream';
import { fastify as createFastify } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { leaveStreamsOfHead } from './head-answers.js';

const fastify = createFastify();
afterEach(() => fastify.close());

it('answers HEAD as GET, without reading the stream that GET sends', async () => {
  let read = 0;
  async function* lines(): AsyncGenerator<string> {
    for (let line = 0; line < 1_000; line++) {
      read++;
      yield 'line\n';
    }
  }
  leaveStreamsOfHead(fastify);
  fastify.get('/export', async (_, reply) => reply.type('application/x-ndjson').send(Readable.from(lines())));
  const url = await fastify.listen({ port: 0, host: '127.0.0.1' });

  const head = await fetch(`${url}/export`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  expect(head.headers.get('content-length')).toBeNull();
  await new Promise((wait) => setTimeout(wait, 100));
  expect(read).toBeLessThan(100);

  const get = await fetch(`${url}/export`);
  expect(await get.text()).toHaveLength(5_000);
});
