import { crc32 } from 'node:zlib';

const SIGNATURE_BYTES = 8;

/** One chunk (PNG specification, 5.3): length, type, data and its sum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The same PNG with the sum of each chunk as its data says; of any other file the file itself. */
export function withPngSums(file: Buffer): Buffer {
  if (file[0] !== 0x89) return file;
  const out = Buffer.from(file);
  for (let at = SIGNATURE_BYTES; at + 12 <= out.length;) {
    const end = at + 12 + out.readUInt32BE(at);
    if (end > out.length) break;
    out.writeUInt32BE(crc32(out.subarray(at + 4, end - 4)), end - 4);
    at = end;
  }
  return out;
}
