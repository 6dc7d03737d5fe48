import type { Random } from '@seje/core';

/** A body as it is, or with bytes that its type does not have. */
export function withOddBytes(body: Buffer, random: Random): Buffer {
  const at = random.int(body.length + 1);
  const [head, tail] = [body.subarray(0, at), body.subarray(at)];
  return random.pick<() => Buffer>([
    () => body,
    () => body,
    () => body,
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
