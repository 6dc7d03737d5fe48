import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../answer.js';

/** Bytes to be written to a connection, as they are. */
export interface RawRequest {
  readonly pieces: readonly Buffer[];
  /** Between two pieces, milliseconds. */
  readonly pauseMs: number;
  /** It is no HTTP, or the client hangs up in the middle of it. */
  readonly mayBeNone: boolean;
}

const GO_ON = 'HTTP/1.1 100 Continue\r\n\r\n';
const LIMIT_MS = 60_000;
/** After the client's last byte, where the request is not whole: the server waits for more of it. */
const PATIENCE_MS = 300;

/** Writes a request on a connection of its own and reads the first answer. */
export async function exchange(url: string, { pieces, pauseMs, mayBeNone }: RawRequest): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.on('data', (piece: Buffer) => received.push(piece));
  const over = new Promise<void>((done) => socket.once('close', done));
  socket.on('error', () => undefined);
  for (const piece of pieces) {
    if (socket.writable) socket.write(piece);
    if (pauseMs > 0) await wait(pauseMs);
  }
  const giveUp = mayBeNone ? PATIENCE_MS : LIMIT_MS;
  const startedAt = performance.now();
  while (!isWhole(received) && performance.now() - startedAt < giveUp && !socket.destroyed) {
    await Promise.race([over, wait(10)]);
  }
  socket.destroy();
  const isBare = Buffer.concat(pieces).toString('latin1', 0, 5) === 'HEAD ';
  return { ...parsed(answerIn(received)), mayBeNone, isBare };
}

/** What was received, without the word that a body may come. */
function answerIn(received: readonly Buffer[]): Buffer {
  const all = Buffer.concat(received);
  const text = all.toString('latin1');
  return text.startsWith(GO_ON) ? all.subarray(GO_ON.length) : all;
}

function isWhole(received: readonly Buffer[]): boolean {
  const text = answerIn(received).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1];
  if (length !== undefined) return text.length >= end + 4 + Number(length);
  return /^HTTP\/1.1 (204|304)/.test(text) || text.endsWith('0\r\n\r\n');
}

function parsed(bytes: Buffer): Answer {
  const text = bytes.toString('latin1');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  if (status === undefined) return {};
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end);
  const type = /\r\ncontent-type: ([^\r]*)/i.exec(head)?.[1] ?? '';
  // What was sent may be more than one request, and what was received more than one answer.
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? bytes.length;
  const body = bytes.subarray(end + 4).subarray(0, Number(length));
  return { status: Number(status), type, body: body.toString('utf8') };
}
