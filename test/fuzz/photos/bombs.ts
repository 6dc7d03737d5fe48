import sharp from 'sharp';
import { deflateSync } from 'node:zlib';
import { pngChunk } from './png-chunk.js';
import type { SeedPhoto } from './seed-photos.js';

/** The service takes 50 megapixels. */
const WITHIN = 7000;
const BEYOND = 65_500;
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Colour types of PNG. */
const RGB = 2;
const RGBA = 6;
const MANY_FRAMES = 600;
const SCANS = 4000;

interface PngHead {
  readonly side: number;
  readonly depth: 8 | 16;
  readonly colour: typeof RGB | typeof RGBA;
}

function png({ side, depth, colour }: PngHead, ...chunks: Buffer[]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([depth, colour], 8);
  return Buffer.concat([SIGNATURE, pngChunk('IHDR', head), ...chunks, pngChunk('IEND', Buffer.alloc(0))]);
}

/** Black, as small as zlib makes it. @param rows how many rows of it there are */
function blackPng(head: PngHead, rows = head.side): Buffer {
  const channels = head.colour === RGB ? 3 : 4;
  const row = 1 + (head.side * channels * head.depth) / 8;
  return png(head, pngChunk('IDAT', deflateSync(Buffer.alloc(row * rows), { level: 9 })));
}

/** A small picture with a compressed chunk that grows a thousandfold. */
function pngWithCompressed(type: string, head: string): Buffer {
  const grows = deflateSync(Buffer.alloc(100 * 1024 * 1024), { level: 9 });
  const chunk = pngChunk(type, Buffer.concat([Buffer.from(head, 'latin1'), grows]));
  const pixels = deflateSync(Buffer.alloc((1 + 8 * 3) * 8));
  return png({ side: 8, depth: 8, colour: RGB }, chunk, pngChunk('IDAT', pixels));
}

/** With another size in its frame header. */
function jpegOf(jpeg: Buffer, side: number): Buffer {
  const out = Buffer.from(jpeg);
  const at = [0xc0, 0xc2]
    .map((marker) => out.indexOf(Buffer.from([0xff, marker])))
    .find((found) => found > 0)!;
  out.writeUInt16BE(side, at + 5);
  out.writeUInt16BE(side, at + 7);
  return out;
}

/** A progressive JPEG whose last scan is there again and again: each goes over the whole picture. */
function withScans(progressive: Buffer): Buffer {
  const last = progressive.lastIndexOf(Buffer.from([0xff, 0xda]));
  const end = progressive.lastIndexOf(Buffer.from([0xff, 0xd9]));
  const scan = progressive.subarray(last, end);
  return Buffer.concat([
    progressive.subarray(0, end),
    ...Array.from({ length: SCANS }, () => scan),
    progressive.subarray(end),
  ]);
}

/** AVIF or HEIC whose `ispe` boxes say another size than its picture has. */
export function withSize(file: Buffer, side: number): Buffer {
  const out = Buffer.from(file);
  for (let at = out.indexOf('ispe'); at !== -1; at = out.indexOf('ispe', at + 4)) {
    out.writeUInt32BE(side, at + 8);
    out.writeUInt32BE(side, at + 12);
  }
  return out;
}

function webpOf(extended: Buffer, side: number): Buffer {
  const out = Buffer.from(extended);
  out.writeUIntLE(side - 1, 24, 3);
  out.writeUIntLE(side - 1, 27, 3);
  return out;
}

/** Small files that ask for much: memory, time or frames. */
export async function bombs(seeds: readonly SeedPhoto[]): Promise<SeedPhoto[]> {
  const seed = (name: string): Buffer => seeds.find((one) => one.name === name)!.bytes;
  const empty = { width: WITHIN, height: WITHIN, channels: 3, background: '#806040' } as const;
  const wide = await sharp({ create: empty }).jpeg({ progressive: true }).toBuffer();
  const frame = { create: { width: 2, height: 2, channels: 3, background: '#fff' } } as const;
  const frames = await Promise.all(
    Array.from({ length: MANY_FRAMES }, (_, i) =>
      sharp(frame)
        .tint({ r: i % 256, g: i >> 8, b: 0 })
        .png()
        .toBuffer(),
    ),
  );
  const animated = sharp(frames, { join: { animated: true } });
  const made: Readonly<Record<string, Buffer>> = {
    '49-megapixels.png': blackPng({ side: WITHIN, depth: 8, colour: RGB }),
    '49-megapixels-of-8-bytes.png': blackPng({ side: WITHIN, depth: 16, colour: RGBA }),
    'rows-missing.png': blackPng({ side: WITHIN, depth: 8, colour: RGB }, 10),
    'beyond.png': blackPng({ side: BEYOND, depth: 8, colour: RGB }, 10),
    'beyond-all.png': blackPng({ side: 0x7fff_ffff >> 8, depth: 8, colour: RGB }, 1),
    'profile-grows.png': pngWithCompressed('iCCP', 'grows\0\0'),
    'text-grows.png': pngWithCompressed('zTXt', 'grows\0\0'),
    'words-grow.png': pngWithCompressed('iTXt', 'XML:com.adobe.xmp\0\u0001\0\0\0'),
    '49-megapixels.jpg': wide,
    'scans.jpg': withScans(wide),
    'beyond.jpg': jpegOf(seed('plain.jpg'), BEYOND),
    'within.jpg': jpegOf(seed('plain.jpg'), WITHIN),
    'within-progressive.jpg': jpegOf(seed('progressive.jpg'), WITHIN),
    'beyond.webp': webpOf(seed('metadata.webp'), 16_384),
    'within.webp': webpOf(seed('metadata.webp'), WITHIN),
    'frames.webp': await animated.webp().toBuffer(),
    'beyond.avif': withSize(seed('plain.avif'), BEYOND),
    'within.avif': withSize(seed('plain.avif'), WITHIN),
    'beyond-all.avif': withSize(seed('plain.avif'), 0xffff_ffff),
    'beyond.heic': withSize(seed('plate.heic'), BEYOND),
    'within.heic': withSize(seed('plate.heic'), WITHIN),
    'beyond-all.heic': withSize(seed('plate.heic'), 0xffff_ffff),
    'turned-beyond.heic': withSize(seed('plate-turned.heic'), BEYOND),
    'nothing.bin': Buffer.alloc(0),
    'zeros.bin': Buffer.alloc(1_000_000),
  };
  return Object.entries(made).map(([name, bytes]) => ({ name, bytes }));
}
