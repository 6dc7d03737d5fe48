import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type FastifyInstance, fastify } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitBodyTime } from './body-deadline.js';

const DEADLINE_MS = 50;

let server: FastifyInstance;
beforeEach(async () => {
  server = fastify();
  limitBodyTime(server, DEADLINE_MS);
  server.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  server.post('/short', async ({ body }) => body);
  server.post('/lines', { config: { takesStream: 'lines' } }, async ({ body }) => body);
  await server.listen();
});
afterEach(() => server.close());

/** Sends half of a body, and the other half long after the deadline. */
async function sentSlowly(path: string): Promise<string> {
  const socket = connect((server.server.address() as AddressInfo).port, 'localhost');
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
  socket.write(`${head}Content-Type: text/plain\r\nContent-Length: 6\r\n\r\nabc`);
  setTimeout(() => socket.writable && socket.write('def'), 5 * DEADLINE_MS);
  return text(socket);
}

describe('a body that comes slowly', () => {
  it('is not waited for', async () => {
    expect(await sentSlowly('/short')).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is waited for where it is a stream of lines', async () => {
    expect(await sentSlowly('/lines')).toMatch(/^HTTP\/1.1 200 [\s\S]*abcdef$/);
  });
});
