import type { Random } from '@seje/core';
import type { RawRequest } from './exchange.js';
import type { PlainRequest } from './plain-request.js';

type Frame = (request: PlainRequest, random: Random) => RawRequest;

/** Between two pieces of a slow body, milliseconds. */
const SLOW_MS = 40;

function headOf(
  { method, path, headers }: PlainRequest,
  more: readonly string[],
  version = 'HTTP/1.1',
): Buffer {
  const host = headers.some(([name]) => name === 'host') ? [] : ['host: 127.0.0.1'];
  const lines = [
    `${method} ${path} ${version}`,
    ...host,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...more,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

const LAST = Buffer.from('0\r\n\r\n');
const once = (pieces: readonly Buffer[], mayBeNone = false): RawRequest => ({
  pieces: [Buffer.concat(pieces)],
  pauseMs: 0,
  mayBeNone,
});
const chunked = ['transfer-encoding: chunked', 'connection: close'];
const lengthOf = (length: number | string): string[] => [`content-length: ${length}`, 'connection: close'];

function whole(request: PlainRequest): RawRequest {
  return once([headOf(request, lengthOf(request.body.length)), request.body]);
}

function inChunks(request: PlainRequest, random: Random): RawRequest {
  const size = 1 + random.int(Math.max(1, Math.ceil(request.body.length / 3)));
  const chunks: Buffer[] = [];
  for (let at = 0; at < request.body.length; at += size)
    chunks.push(chunk(request.body.subarray(at, at + size)));
  return once([headOf(request, chunked), ...chunks, LAST]);
}

function slowly(request: PlainRequest, random: Random): RawRequest {
  const all = Buffer.concat([headOf(request, lengthOf(request.body.length)), request.body]);
  const cuts = Array.from({ length: 3 }, () => random.int(all.length)).toSorted((a, b) => a - b);
  const pieces = [0, ...cuts].map((at, i) => all.subarray(at, cuts[i] ?? all.length));
  return { pieces, pauseMs: SLOW_MS, mayBeNone: false };
}

/** Framing that is no HTTP, or breaks off. */
const BROKEN: readonly Frame[] = [
  (request) => once([headOf(request, lengthOf(request.body.length + 10)), request.body], true),
  (request) => once([headOf(request, lengthOf(-1)), request.body], true),
  (request) => once([headOf(request, lengthOf('9'.repeat(30))), request.body], true),
  (request) =>
    once([headOf(request, ['content-length: 1', ...lengthOf(request.body.length)]), request.body], true),
  (request) => once([headOf(request, ['content-length: 5', ...chunked]), chunk(request.body), LAST], true),
  (request) => once([headOf(request, chunked), Buffer.from('zz\r\n'), request.body], true),
  (request) => once([headOf(request, chunked), Buffer.from('ffffffffffffffff\r\n'), request.body], true),
  (request) => once([headOf(request, chunked), chunk(request.body)], true),
  (request) =>
    once([headOf(request, chunked), Buffer.from(`5;${'a'.repeat(20_000)}\r\n`), request.body], true),
  (request) => once([headOf(request, ['transfer-encoding: gzip, chunked']), chunk(request.body), LAST], true),
  (request) => once([headOf(request, lengthOf(request.body.length), 'HTTP/1.0'), request.body], true),
  (request) => once([headOf(request, lengthOf(request.body.length), 'HTTP/9.9'), request.body], true),
  (request) => once([headOf(request, ['x : y', ...lengthOf(request.body.length)]), request.body], true),
  (request) => once([headOf(request, [' folded', ...lengthOf(request.body.length)]), request.body], true),
  (request) =>
    once(
      [
        headOf({ ...request, path: `http://evil.example${request.path}` }, lengthOf(request.body.length)),
        request.body,
      ],
      true,
    ),
  (request) => once([headOf({ ...request, method: 'CONNECT' }, lengthOf(0))], true),
  () => once([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')], true),
  () => once([Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])], true),
  (request, random) => once([headOf(request, []).subarray(0, random.int(60))], true),
];

/** Headers with which Node answers by itself or hangs up. */
const HANDLED_BY_NODE = new Set(['expect', 'upgrade', 'connection', 'host', 'x-large']);

/** The bytes of a request: mostly as HTTP asks, in one go, in chunks or slowly. */
export function framed(request: PlainRequest, random: Random): RawRequest {
  const frame =
    random.float() < 0.15 ? random.pick(BROKEN) : random.pick<Frame>([whole, whole, inChunks, slowly]);
  const raw = frame(request, random);
  const odd = request.method === 'TRACE' || request.headers.some(([name]) => HANDLED_BY_NODE.has(name));
  return { ...raw, mayBeNone: raw.mayBeNone || odd };
}
