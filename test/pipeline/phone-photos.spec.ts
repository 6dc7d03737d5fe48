import { type ImagePreprocessing, createOnnxSession } from '@seje/artifacts';
import { type Matrix, SejeError, dot, rowOf } from '@seje/core';
import { PhotoTrunk, openPhotoEncoder } from '@seje/encoders';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureResNet50 } from '../../training/src/backbones/resnet50.js';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';

/* The same dish, however a phone or a camera writes it down, is the same to the encoders. */

const CACHE = process.env['SEJE_CACHE'] ?? '.seje/cache';
const SAME = 0.98;
/** Inks show fewer colours than light. */
const SAME_IN_CMYK = 0.9;

const fixture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../fixtures/photos/${name}`, import.meta.url));
const dish = async (): Promise<Sharp> => sharp(await fixture('plate.png'));

/** How the upright dish is laid down so that EXIF orientation n shows it upright again: first turned, then mirrored. */
const LAID_DOWN: readonly { readonly degrees: number; readonly mirrored: boolean }[] = [
  { degrees: 0, mirrored: false },
  { degrees: 0, mirrored: true },
  { degrees: 180, mirrored: false },
  { degrees: 180, mirrored: true },
  { degrees: 90, mirrored: true },
  { degrees: 270, mirrored: false },
  { degrees: 270, mirrored: true },
  { degrees: 90, mirrored: false },
];

async function turned(orientation: number): Promise<Buffer> {
  const { degrees, mirrored } = LAID_DOWN[orientation - 1]!;
  const lying = sharp(await (await dish()).rotate(degrees).png().toBuffer()).flop(mirrored);
  return lying.withMetadata({ orientation }).jpeg({ quality: 90 }).toBuffer();
}

interface Variant {
  readonly name: string;
  readonly atLeast: number;
  readonly photo: () => Promise<Buffer>;
}

const VARIANTS: readonly Variant[] = [
  ...['plate', 'plate-turned', 'plate-mirrored', 'plate-16bit'].map((name) => ({
    name: `${name}.heic`,
    atLeast: SAME,
    photo: () => fixture(`${name}.heic`),
  })),
  ...[2, 3, 4, 5, 6, 7, 8].map((orientation) => ({
    name: `EXIF orientation ${orientation}`,
    atLeast: SAME,
    photo: () => turned(orientation),
  })),
  {
    name: '16-bit PNG',
    atLeast: SAME,
    photo: async () => (await dish()).toColourspace('rgb16').png().toBuffer(),
  },
  {
    name: 'palette PNG',
    atLeast: SAME,
    photo: async () => (await dish()).png({ palette: true }).toBuffer(),
  },
  {
    name: 'WebP with an opaque alpha channel',
    atLeast: SAME,
    photo: async () => (await dish()).ensureAlpha().webp({ quality: 90 }).toBuffer(),
  },
  {
    name: 'AVIF',
    atLeast: SAME,
    photo: async () => (await dish()).avif({ quality: 80 }).toBuffer(),
  },
  {
    name: 'JPEG in Display P3',
    atLeast: SAME,
    photo: async () => (await dish()).withIccProfile('p3').jpeg({ quality: 90 }).toBuffer(),
  },
  {
    name: 'CMYK with its profile',
    atLeast: SAME_IN_CMYK,
    photo: async () => (await dish()).withIccProfile('cmyk').toColourspace('cmyk').jpeg().toBuffer(),
  },
  {
    name: 'CMYK without a profile',
    atLeast: SAME_IN_CMYK,
    photo: async () => (await dish()).toColourspace('cmyk').jpeg().toBuffer(),
  },
];

/** Cosine of each variant with the plain JPEG; all in one pass of the network. */
async function cosines(embed: (photos: readonly Buffer[]) => Promise<Matrix>): Promise<Map<string, number>> {
  const plain = await (await dish()).jpeg({ quality: 90 }).toBuffer();
  const photos = await Promise.all(VARIANTS.map(({ photo }) => photo()));
  const rows = await embed([plain, ...photos]);
  const first = rowOf(rows, 0);
  const length = (row: Float32Array): number => Math.sqrt(dot(row, row));
  return new Map(
    VARIANTS.map(({ name }, i) => {
      const row = rowOf(rows, i + 1);
      return [name, dot(first, row) / (length(first) * length(row))];
    }),
  );
}

async function resNet50Features(
  photos: readonly Buffer[],
  { path, ...backbone }: { path: string; preprocessing: ImagePreprocessing; featureDimension: number },
): Promise<Matrix> {
  const trunk = new PhotoTrunk({ ...backbone, session: await createOnnxSession(path, { provider: 'cpu' }) });
  const features = await trunk.featuresOf(photos);
  await trunk.release();
  return features;
}

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'seje-phone-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('the same dish in other files', () => {
  it('has the same embedding, by the encoder of a bundle', async () => {
    const encoder = await openPhotoEncoder(await makeTinyBundle(join(root, 'bundle')), { provider: 'cpu' });
    const found = await cosines((photos) => encoder.encodePhotos(photos));
    await encoder.release();
    for (const { name, atLeast } of VARIANTS) expect(found.get(name), name).toBeGreaterThan(atLeast);
  });

  it('has the same feature, by ResNet-50', async (context) => {
    const backbone = await ensureResNet50({ cacheDir: CACHE }).catch((error: unknown) => {
      if (error instanceof SejeError && error.code === 'DOWNLOAD_FAILED') context.skip(error.message);
      throw error;
    });
    const found = await cosines((photos) => resNet50Features(photos, backbone));
    for (const { name, atLeast } of VARIANTS) expect(found.get(name), name).toBeGreaterThan(atLeast);
  });
});
