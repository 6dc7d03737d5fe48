import type { Random } from '@seje/core';
import { deflateSync } from 'node:zlib';
import { piecesOf } from './pieces.js';
import { pngChunk, withPngSums } from './png-chunk.js';

/** Makes another file of one; `other` is a second seed, of any format. */
export type Mutation = (file: Buffer, random: Random, other: Buffer) => Buffer;

/** Numbers that headers are damaged with. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 65_500, 0x7fff_ffff, 0xffff_ffff];
const MAX_FLIPS = 40;
const MAX_GARBAGE = 4096;

function bytesOf(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.int(256)));
}

/** Somewhere in a file, more often than not in its first bytes, where the headers are. */
function placeIn(file: Buffer, random: Random): number {
  return random.int(Math.max(1, random.float() < 0.6 ? Math.min(400, file.length) : file.length));
}

function truncated(file: Buffer, random: Random): Buffer {
  return file.subarray(0, random.int(file.length));
}

function bitFlipped(file: Buffer, random: Random): Buffer {
  const out = Buffer.from(file);
  for (let flips = 1 + random.int(MAX_FLIPS); flips > 0; flips--) {
    const at = placeIn(out, random);
    out[at] = (out[at] ?? 0) ^ (1 << random.int(8));
  }
  return out;
}

function extremes(file: Buffer, random: Random): Buffer {
  const out = Buffer.from(file);
  for (let numbers = 1 + random.int(3); numbers > 0; numbers--) {
    const at = placeIn(out, random);
    const value = random.pick(EXTREMES);
    if (random.float() < 0.5 && at + 4 <= out.length) out.writeUInt32BE(value >>> 0, at);
    else if (at + 2 <= out.length) out.writeUInt16BE(value & 0xffff, at);
  }
  return out;
}

function shuffledPieces(file: Buffer, random: Random): Buffer {
  const [head, ...rest] = piecesOf(file);
  return Buffer.concat([head!, ...random.shuffled(rest)]);
}

function repeatedPieces(file: Buffer, random: Random): Buffer {
  const pieces = piecesOf(file);
  const again = random.int(pieces.length);
  const times = 1 + random.int(200);
  return Buffer.concat(
    pieces.flatMap((piece, i) => (i === again ? Array.from({ length: times }, () => piece) : [piece])),
  );
}

function withoutPiece(file: Buffer, random: Random): Buffer {
  const pieces = piecesOf(file);
  const left = 1 + random.int(Math.max(1, pieces.length - 1));
  return Buffer.concat(pieces.filter((_, i) => i !== left));
}

function spliced(file: Buffer, random: Random, other: Buffer): Buffer {
  const [at, from] = [placeIn(file, random), placeIn(other, random)];
  const [foreign, keptTail] = [other.subarray(from), random.float() < 0.5];
  if (!keptTail) return Buffer.concat([file.subarray(0, at), foreign]);
  const piece = foreign.subarray(0, 1 + random.int(MAX_GARBAGE));
  return Buffer.concat([file.subarray(0, at), piece, file.subarray(at)]);
}

/** Pieces of another format among its own. */
function withForeignPieces(file: Buffer, random: Random, other: Buffer): Buffer {
  const pieces = piecesOf(file);
  const at = 1 + random.int(pieces.length);
  return Buffer.concat([...pieces.slice(0, at), random.pick(piecesOf(other)), ...pieces.slice(at)]);
}

function withGarbage(file: Buffer, random: Random): Buffer {
  const at = placeIn(file, random);
  return Buffer.concat([
    file.subarray(0, at),
    bytesOf(random, 1 + random.int(MAX_GARBAGE)),
    file.subarray(at),
  ]);
}

function appended(file: Buffer, random: Random, other: Buffer): Buffer {
  return Buffer.concat([file, random.float() < 0.5 ? other : bytesOf(random, random.int(MAX_GARBAGE))]);
}

/** EXIF of noise that begins as EXIF does, or a colour profile that does, where the format has its place. */
function withMetadataGarbage(file: Buffer, random: Random): Buffer {
  const noise = bytesOf(random, 200 + random.int(2000));
  const pieces = piecesOf(file);
  if (random.float() < 0.5) noise.write('acsp', 36, 'latin1');
  else noise.write(random.pick(['II*\0\b\0\0\0', 'MM\0*\0\0\0\b']), 0, 'latin1');
  return Buffer.concat([pieces[0]!, metadataPiece(file, noise, random), ...pieces.slice(1)]);
}

function metadataPiece(file: Buffer, noise: Buffer, random: Random): Buffer {
  const isExif = random.float() < 0.5;
  if (file[0] === 0xff) {
    const name = Buffer.from(isExif ? 'Exif\0\0' : 'ICC_PROFILE\0\u0001\u0001', 'latin1');
    const head = Buffer.from([0xff, isExif ? 0xe1 : 0xe2, 0, 0]);
    head.writeUInt16BE(2 + name.length + noise.length, 2);
    return Buffer.concat([head, name, noise]);
  }
  if (file[0] === 0x89) {
    if (isExif) return pngChunk('eXIf', noise);
    return pngChunk('iCCP', Buffer.concat([Buffer.from('noise\0\0', 'latin1'), deflateSync(noise)]));
  }
  const type = isExif ? 'EXIF' : 'ICCP';
  const length = Buffer.alloc(4);
  length.writeUInt32LE(noise.length);
  return Buffer.concat([Buffer.from(type, 'latin1'), length, noise]);
}

/** What a decoder's checksums do not catch: the damage of another mutation, with PNG's sums as they should be. */
function summedAgain(file: Buffer, random: Random): Buffer {
  return withPngSums(random.pick([bitFlipped, extremes])(file, random));
}

/** Those that leave each piece whole, so that what was metadata does not become part of the coded picture. */
export const WHOLE_PIECES: ReadonlySet<string> = new Set([
  'asItIs',
  'shuffledPieces',
  'repeatedPieces',
  'withoutPiece',
  'appended',
  'withMetadataGarbage',
]);

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  asItIs: (file) => file,
  truncated,
  bitFlipped,
  extremes,
  shuffledPieces,
  repeatedPieces,
  withoutPiece,
  spliced,
  withForeignPieces,
  withGarbage,
  appended,
  withMetadataGarbage,
  summedAgain,
};
