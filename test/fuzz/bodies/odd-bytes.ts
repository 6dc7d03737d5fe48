import type { Random } from '@seje/core';

/** Of the bodies: those that are odd enough already. */
const AS_IT_IS = 0.6;

/** A body as it is, or with bytes that its type does not have. */
export function withOddBytes(body: Buffer, random: Random): Buffer {
  if (random.float() < AS_IT_IS) return body;
  const at = random.int(body.length + 1);
  const [head, tail] = [body.subarray(0, at), body.subarray(at)];
  return random.pick<() => Buffer>([
    () => head,
    () => Buffer.concat([head, Buffer.from([0xff, 0xfe, 0xc0, 0x80]), tail]),
    () => Buffer.concat([head, Buffer.from([0]), tail]),
    () => Buffer.concat([Buffer.from('\ufeff'), body]),
    () => Buffer.concat([body, body]),
    () => Buffer.concat([body, Buffer.from(']}"')]),
    () => Buffer.from(body.toString('latin1'), 'utf16le'),
    () => Buffer.concat([head, Buffer.from([random.int(256)]), tail.subarray(1)]),
    () => Buffer.alloc(0),
  ])();
}
