import { STATUS_CODES, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { SejeError } from '@seje/core';
import { PROBLEM_TYPE, problemOf } from './problem.js';

/** What Node's parser refuses before there is a request; what it names by its code, what is not named is no HTTP. */
const REFUSALS: Readonly<Record<string, () => SejeError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: timedOut,
  HPE_HEADER_OVERFLOW: () =>
    new SejeError('HEADERS_TOO_LARGE', {
      message: 'The headers of the request are too large',
      expected: 'at most 16 KB with the address',
      remedy: 'Leave out what the service has no use for: cookies, above all.',
    }),
};

/** Serves a request whose `Expect` asks for what nobody knows, as RFC 9110 (10.1.1) allows; Node would answer 417. */
export function passOverExpectations(server: Server): void {
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response));
}

/** Answers what Node's HTTP parser refuses as all else is answered, and closes the connection. */
export function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const refusal = REFUSALS[error.code ?? ''] ?? noHttp;
  if (socket.writable) closeWith(socket, refusal());
  else socket.destroy(error);
}

/** Ends a connection whose request did not come whole in time. */
export function closeTimedOut(socket: Socket): void {
  closeWith(socket, timedOut());
}

function closeWith(socket: Socket, error: SejeError): void {
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function timedOut(): SejeError {
  return new SejeError('REQUEST_TIMED_OUT', {
    message: 'The request did not come whole in time',
    remedy: 'Send it again over a better connection, or make it smaller.',
  });
}

function noHttp(): SejeError {
  return new SejeError('REQUEST_INVALID', {
    message: 'The request is no HTTP',
    expected: 'HTTP/1.1 (RFC 9112)',
    remedy: 'Look at how the client, or a proxy before the service, writes its requests.',
  });
}
