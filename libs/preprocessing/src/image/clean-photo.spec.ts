import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { cleanPhoto } from './clean-photo.js';
import { PHOTO_LIMITS } from './photo-limits.js';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../../test/fixtures/photos/${name}`, import.meta.url));
const dish = (): Sharp => sharp(fixture('plate.png'));
const [WIDTH, HEIGHT] = [288, 192];

const FORMATS = ['jpeg', 'png', 'webp', 'avif'] as const;
type Format = (typeof FORMATS)[number];
const SECRET = 'a secret kitchen';
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>${SECRET}</place></x:xmpmeta>`;

function encoded(picture: Sharp, format: Format): Promise<Buffer> {
  return picture.toFormat(format, format === 'png' ? {} : { quality: 95 }).toBuffer();
}

/** With EXIF (a place among it), XMP and an orientation. */
function withMetadata(picture: Sharp, orientation: number): Sharp {
  const exif = {
    IFD0: { ImageDescription: SECRET },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
  };
  return picture.withXmp(XMP).withExif(exif).withMetadata({ orientation });
}

/** The dish on its side, such that EXIF orientation 6 shows it upright. */
const lying = async (): Promise<Sharp> => sharp(await dish().rotate(270).png().toBuffer());

async function meanDifference(photo: Uint8Array): Promise<number> {
  const levels = async (of: Sharp): Promise<Buffer> =>
    of.flatten({ background: 'white' }).toColourspace('srgb').raw().toBuffer();
  const [found, expected] = [await levels(sharp(photo)), await levels(dish())];
  expect(found.length).toBe(expected.length);
  return found.reduce((sum, level, i) => sum + Math.abs(level - expected[i]!), 0) / found.length;
}

async function expectNothingButThePicture(photo: Uint8Array): Promise<void> {
  const text = Buffer.from(photo).toString('latin1');
  for (const trace of ['Exif', SECRET, 'xmpmeta', 'Photoshop']) expect(text).not.toContain(trace);
  const { exif, xmp, iptc, orientation = 1 } = await sharp(photo).metadata();
  expect({ exif, xmp, iptc, orientation }).toEqual({
    exif: undefined,
    xmp: undefined,
    iptc: undefined,
    orientation: 1,
  });
}

/** PNG with a chunk before its end. */
function withChunk(png: Buffer, type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([png.subarray(0, 33), length, body, sum, png.subarray(33)]);
}

describe('cleanPhoto', () => {
  it.for(FORMATS)('keeps an upright %s without metadata byte for byte', async (format) => {
    const photo = await encoded(dish(), format);
    const clean = await cleanPhoto(photo);
    expect(clean).toMatchObject({ type: format, width: WIDTH, height: HEIGHT });
    expect(Buffer.compare(clean.bytes, photo)).toBe(0);
  });

  it.for(FORMATS)('takes the metadata out of an upright %s', async (format) => {
    const photo = await encoded(withMetadata(dish(), 1), format);
    expect(photo.toString('latin1')).toContain(SECRET);
    const clean = await cleanPhoto(photo);
    expect(clean).toMatchObject({ type: format, width: WIDTH, height: HEIGHT });
    await expectNothingButThePicture(clean.bytes);
    expect(await meanDifference(clean.bytes)).toBeLessThan(4);
  });

  it.for(['jpeg', 'png', 'webp'] as const)(
    'leaves the coded picture of an upright %s as it is',
    async (format) => {
      const [plain, tagged] = [await encoded(dish(), format), await encoded(withMetadata(dish(), 1), format)];
      const levels = async (photo: Uint8Array): Promise<Buffer> => sharp(photo).raw().toBuffer();
      expect(Buffer.compare(await levels((await cleanPhoto(tagged)).bytes), await levels(plain))).toBe(0);
    },
  );

  it.for(['jpeg', 'png', 'webp'] as const)('turns a %s that EXIF turns', async (format) => {
    const photo = await encoded(withMetadata(await lying(), 6), format);
    expect(await sharp(photo).metadata()).toMatchObject({ width: HEIGHT, orientation: 6 });
    const clean = await cleanPhoto(photo);
    expect(clean).toMatchObject({ type: format, width: WIDTH, height: HEIGHT });
    await expectNothingButThePicture(clean.bytes);
    expect(await meanDifference(clean.bytes)).toBeLessThan(4);
  });

  it.for(['plate', 'plate-turned', 'plate-mirrored', 'plate-16bit'])(
    'makes a JPEG of %s.heic',
    async (name) => {
      const clean = await cleanPhoto(fixture(`${name}.heic`));
      expect(clean).toMatchObject({ type: 'jpeg', width: WIDTH, height: HEIGHT });
      expect((await sharp(clean.bytes).metadata()).format).toBe('jpeg');
      await expectNothingButThePicture(clean.bytes);
      expect(await meanDifference(clean.bytes)).toBeLessThan(4);
    },
  );

  it('keeps the colour profile of what it does not encode anew, else converts to sRGB', async () => {
    const wide = (picture: Sharp): Promise<Buffer> => picture.withIccProfile('p3').jpeg().toBuffer();
    const upright = await cleanPhoto(await wide(withMetadata(dish(), 1)));
    expect((await sharp(upright.bytes).metadata()).icc).toBeDefined();
    const turned = await cleanPhoto(await wide((await lying()).withMetadata({ orientation: 6 })));
    expect((await sharp(turned.bytes).metadata()).icc).toBeUndefined();
    expect(await meanDifference(turned.bytes)).toBeLessThan(4);
  });

  it('leaves out comments, thumbnails and what follows the end of a JPEG', async () => {
    const photo = await encoded(dish(), 'jpeg');
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, SECRET.length + 2]), Buffer.from(SECRET)]);
    const more = [
      photo.subarray(0, 2),
      comment,
      photo.subarray(2),
      await encoded(withMetadata(dish(), 1), 'jpeg'),
    ];
    const clean = await cleanPhoto(Buffer.concat(more));
    expect(Buffer.compare(clean.bytes, photo)).toBe(0);
  });

  it('leaves out text, unknown chunks and what follows the end of a PNG', async () => {
    const photo = await encoded(dish(), 'png');
    const text = Buffer.from(`Comment\0${SECRET}`);
    const more = Buffer.concat([withChunk(withChunk(photo, 'tEXt', text), 'seCR', text), text]);
    expect(Buffer.compare((await cleanPhoto(more)).bytes, photo)).toBe(0);
  });

  it('keeps the first frame of an animation, and refuses too many', async () => {
    const frames = await Promise.all([dish(), dish().negate()].map((frame) => frame.png().toBuffer()));
    const photo = await sharp(frames, { join: { animated: true } })
      .webp({ quality: 95 })
      .toBuffer();
    expect(await sharp(photo).metadata()).toMatchObject({ pages: 2 });
    const clean = await cleanPhoto(photo);
    expect(clean).toMatchObject({ type: 'webp', width: WIDTH, height: HEIGHT });
    expect((await sharp(clean.bytes).metadata()).pages ?? 1).toBe(1);
    expect(await meanDifference(clean.bytes)).toBeLessThan(6);
    const animated = Buffer.alloc(8);
    animated.writeUInt32BE(2);
    for (const moving of [photo, withChunk(await encoded(dish(), 'png'), 'acTL', animated)]) {
      await expect(cleanPhoto(moving, { ...PHOTO_LIMITS, maxFrames: 1 })).rejects.toThrow(
        expect.objectContaining({ code: 'PHOTO_TOO_LARGE' }),
      );
    }
  });

  it('refuses a photo that is too large once it is encoded anew', async () => {
    const photo = fixture('plate.heic');
    await expect(cleanPhoto(photo, { ...PHOTO_LIMITS, maxBytes: photo.length })).rejects.toThrow(
      expect.objectContaining({ code: 'PHOTO_TOO_LARGE', message: expect.stringContaining('upright') }),
    );
  });

  it('gives the same bytes each time, and a clean photo back as it is', async () => {
    const turned = withMetadata(await lying(), 6);
    const moving = sharp([await dish().png().toBuffer(), await dish().negate().png().toBuffer()], {
      join: { animated: true },
    });
    const photos = [
      ...(await Promise.all(FORMATS.map((format) => encoded(turned.clone(), format)))),
      await turned.clone().jpeg({ progressive: true }).toBuffer(),
      await withMetadata(dish(), 1).jpeg({ progressive: true }).toBuffer(),
      await moving.webp().toBuffer(),
      await dish()
        .webp({ lossless: true })
        .withExif({ IFD0: { Copyright: SECRET } })
        .toBuffer(),
      await dish().toColourspace('cmyk').jpeg().toBuffer(),
      await dish()
        .ensureAlpha(0.5)
        .avif({ quality: 90 })
        .withExif({ IFD0: { Copyright: SECRET } })
        .toBuffer(),
      await dish().png({ palette: true }).toBuffer(),
      fixture('plate-p3.heic'),
      fixture('plate-alpha.heic'),
    ];
    for (const photo of photos) {
      const clean = await cleanPhoto(photo);
      expect(Buffer.compare((await cleanPhoto(photo)).bytes, clean.bytes)).toBe(0);
      expect(await cleanPhoto(clean.bytes)).toEqual(clean);
    }
  });

  it.for([...FORMATS, 'heic'] as const)('refuses a torn %s', async (format) => {
    const whole = format === 'heic' ? fixture('plate.heic') : await encoded(dish(), format);
    await expect(cleanPhoto(whole.subarray(0, Math.floor(whole.length * 0.6)))).rejects.toThrow(
      expect.objectContaining({ code: 'PHOTO_UNREADABLE' }),
    );
  });
});
