import { readFile, readdir } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';

/** A whole photo (or another file) that mutations begin with. */
export interface SeedPhoto {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Stands in the metadata of the seeds; no stored photo may have it. */
export const SECRET = 'taken in a secret kitchen';

const FIXTURES = new URL('../../fixtures/photos/', import.meta.url);
const EXIF = {
  IFD0: { ImageDescription: SECRET, Copyright: SECRET },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
};
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>${SECRET}</place></x:xmpmeta>`;
const FRAMES = 3;

/** One of each format that is taken, in each way of writing it that decoders treat differently, and of those refused. */
export async function seedPhotos(): Promise<SeedPhoto[]> {
  const dish = sharp(await readFile(new URL('plate.png', FIXTURES))).resize(144, 96);
  const plain = await dish.png().toBuffer();
  const again = (): Sharp => sharp(plain);
  const told = (orientation = 1): Sharp => again().withXmp(XMP).withExif(EXIF).withMetadata({ orientation });
  const made: Readonly<Record<string, Sharp>> = {
    'plain.jpg': again().jpeg(),
    'metadata.jpg': told().jpeg(),
    'turned.jpg': told(6).jpeg(),
    'progressive.jpg': told().jpeg({ progressive: true }),
    'optimised.jpg': again().jpeg({ mozjpeg: true, chromaSubsampling: '4:4:4' }),
    'cmyk.jpg': again().toColourspace('cmyk').jpeg(),
    'profile-cmyk.jpg': again().toColourspace('cmyk').withIccProfile('cmyk').jpeg(),
    'grey.jpg': again().grayscale().jpeg(),
    'plain.png': again().png(),
    'metadata.png': told().png(),
    'turned.png': told(3).png(),
    '16-bit.png': again().toColourspace('rgb16').png(),
    'palette.png': again().png({ palette: true, colours: 16 }),
    'interlaced.png': again().png({ progressive: true }),
    'alpha.png': again().ensureAlpha(0.5).png(),
    'grey.png': again().grayscale().png(),
    'profile.png': again().withIccProfile('p3').png(),
    'plain.webp': again().webp(),
    'metadata.webp': told().webp(),
    'turned.webp': told(8).webp(),
    'lossless.webp': again().webp({ lossless: true }),
    'alpha.webp': again().ensureAlpha(0.5).webp(),
    'plain.avif': again().avif({ effort: 0 }),
    'metadata.avif': told().avif({ effort: 0 }),
    'lossless.avif': again().avif({ lossless: true, effort: 0 }),
    '10-bit.avif': again().avif({ bitdepth: 10, effort: 0 }),
    'plain.gif': again().gif(),
    'plain.tiff': told().tiff(),
    'deflated.tiff': again().tiff({ compression: 'deflate' }),
  };
  const encoded = Object.entries(made).map(async ([name, photo]) => ({
    name,
    bytes: await photo.toBuffer(),
  }));
  return [
    ...(await Promise.all(encoded)),
    ...(await heics()),
    { name: 'animated.webp', bytes: await animated(plain).webp().toBuffer() },
    { name: 'animated.gif', bytes: await animated(plain).gif().toBuffer() },
    {
      name: 'drawing.svg',
      bytes: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><desc>${SECRET}</desc></svg>`),
    },
    { name: 'paper.pdf', bytes: Buffer.from(`%PDF-1.7\n1 0 obj\n<</Title (${SECRET})>>\nendobj\n%%EOF\n`) },
  ];
}

/** Frames one above the other. */
function animated(plain: Buffer): Sharp {
  return sharp(
    Array.from({ length: FRAMES }, () => plain),
    { join: { animated: true } },
  );
}

async function heics(): Promise<SeedPhoto[]> {
  const names = (await readdir(FIXTURES)).filter((name) => name.endsWith('.heic')).toSorted();
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(new URL(name, FIXTURES)) })));
}
