import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { CROP, LEVELS } from './levels.fixture.js';
import { PHOTO_LIMITS } from './photo-limits.js';
import { photoTensor } from './photo-tensor.js';
import { photoTensors } from './photo-tensors.js';

/** Left half one colour, right half another. */
function halves(width: number, height: number): Sharp {
  const half = { create: { width: width / 2, height, channels: 3 as const, background: '#0000ff' } };
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    { input: half, left: width / 2, top: 0 },
  ]);
}

const pixel = (tensor: Float32Array, row: number, column: number): number[] =>
  Array.from(tensor.subarray((row * CROP + column) * 3, (row * CROP + column) * 3 + 3));

describe('photoTensor', () => {
  it('lays the same values out channels first or last, in either channel order', async () => {
    const photo = await halves(300, 300).png().toBuffer();
    const last = await photoTensor(photo, LEVELS);
    const first = await photoTensor(photo, { ...LEVELS, layout: 'nchw', channelOrder: 'bgr' });
    expect(pixel(last, 10, 3)).toEqual([255, 0, 0]);
    expect(pixel(last, 10, 220)).toEqual([0, 0, 255]);
    const at = 10 * CROP + 220;
    expect([first[at], first[CROP * CROP + at], first[2 * CROP * CROP + at]]).toEqual([255, 0, 0]);
  });

  it.for(['jpeg', 'webp', 'avif', 'png'] as const)('reads %s', async (format) => {
    const tensor = await photoTensor(await halves(400, 300).toFormat(format).toBuffer(), LEVELS);
    expect(Math.abs(pixel(tensor, 100, 10)[0]! - 255)).toBeLessThan(4);
  });

  it('turns grey, 16-bit and half-transparent pixels into RGB levels over white', async () => {
    const grey = await halves(300, 300).toColourspace('b-w').png().toBuffer();
    const deep = await halves(300, 300).toColourspace('rgb16').png().toBuffer();
    const background = { r: 0, g: 0, b: 0, alpha: 0.5 };
    const glass = await sharp({ create: { width: 300, height: 300, channels: 4, background } })
      .png()
      .toBuffer();
    const [level, ...same] = pixel(await photoTensor(grey, LEVELS), 10, 3);
    expect(same).toEqual([level, level]);
    expect(pixel(await photoTensor(deep, LEVELS), 10, 3)).toEqual([255, 0, 0]);
    expect(pixel(await photoTensor(glass, LEVELS), 10, 3)[0]).toBeCloseTo(127, -1);
  });

  it('fills the whole crop from a photo smaller than it', async () => {
    const tensor = await photoTensor(await halves(40, 20).png().toBuffer(), LEVELS);
    expect(tensor).toHaveLength(CROP * CROP * 3);
    expect(pixel(tensor, 0, 0)).toEqual([255, 0, 0]);
  });
});

describe('photoTensor refuses', () => {
  const coded = (code: string): unknown => expect.objectContaining({ code });
  const refuses = async (photo: Uint8Array, code: string): Promise<void> => {
    await expect(photoTensor(photo, LEVELS)).rejects.toThrow(coded(code));
  };

  it('nothing', async () => refuses(new Uint8Array(0), 'PHOTO_EMPTY'));

  it.for([
    ['text', 'not a photo at all'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['SVG after an XML head', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['PDF', '%PDF-1.7'],
    ['video', '\0\0\0\x18ftypisom\0\0\0\0isommp42'],
    ['one byte', '\xff'],
  ])('%s', async ([, content]) => refuses(Buffer.from(content!, 'latin1'), 'PHOTO_TYPE_REFUSED'));

  it('GIF and TIFF', async () => {
    await refuses(await halves(30, 30).gif().toBuffer(), 'PHOTO_TYPE_REFUSED');
    await refuses(await halves(30, 30).tiff().toBuffer(), 'PHOTO_TYPE_REFUSED');
  });

  it.for(['jpeg', 'png', 'webp', 'avif'] as const)('a torn %s', async (format) => {
    const whole = await halves(600, 600).toFormat(format, { quality: 90 }).toBuffer();
    await refuses(whole.subarray(0, Math.floor(whole.length * 0.6)), 'PHOTO_UNREADABLE');
    await refuses(whole.subarray(0, 16), 'PHOTO_UNREADABLE');
  });

  it('200 megapixels, from the header alone', async () => {
    const small = await halves(300, 300).png().toBuffer();
    const bomb = Buffer.from(small);
    bomb.writeUInt32BE(20_000, 16);
    bomb.writeUInt32BE(10_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    await refuses(bomb, 'PHOTO_TOO_LARGE');
  });

  it('more bytes or pixels than the limits given', async () => {
    const photo = await halves(300, 300).png().toBuffer();
    const limits = { ...PHOTO_LIMITS, maxBytes: photo.length, maxPixels: 90_000 };
    await expect(photoTensor(photo, LEVELS, limits)).resolves.toBeDefined();
    for (const tighter of [
      { ...limits, maxBytes: photo.length - 1 },
      { ...limits, maxPixels: 89_999 },
    ]) {
      await expect(photoTensor(photo, LEVELS, tighter)).rejects.toThrow(coded('PHOTO_TOO_LARGE'));
    }
  });

  it('an AVIF of more pixels than one may have, which others have', async () => {
    const limits = { ...PHOTO_LIMITS, maxAvifPixels: 60 * 60 - 1 };
    const square = halves(60, 60);
    await expect(photoTensor(await square.png().toBuffer(), LEVELS, limits)).resolves.toBeDefined();
    const avif = await square.avif().toBuffer();
    await expect(photoTensor(avif, LEVELS, limits)).rejects.toThrow(coded('PHOTO_TOO_LARGE'));
    // A header that says less than the picture has is found out before it is decoded.
    avif.writeUInt32BE(30, avif.indexOf('ispe') + 8);
    await expect(photoTensor(avif, LEVELS, limits)).rejects.toThrow(coded('PHOTO_UNREADABLE'));
  });

  it('a stripe', async () => refuses(await halves(6000, 2).png().toBuffer(), 'PHOTO_UNREADABLE'));
});

describe('photoTensors', () => {
  it('gives each photo its tensor or its reason, in order', async () => {
    const good = await halves(300, 300).png().toBuffer();
    const results = await photoTensors([good, Buffer.from('text'), good, new Uint8Array(0)], LEVELS, {
      parallel: 2,
    });
    expect(results).toMatchObject([
      await photoTensor(good, LEVELS),
      { code: 'PHOTO_TYPE_REFUSED' },
      await photoTensor(good, LEVELS),
      { code: 'PHOTO_EMPTY' },
    ]);
  });
});
