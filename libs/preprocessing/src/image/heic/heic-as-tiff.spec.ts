import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PHOTO_LIMITS } from '../photo-limits.js';
import { heicAsTiff } from './heic-as-tiff.js';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../../../test/fixtures/photos/${name}`, import.meta.url));
const coded = (code: string): unknown => expect.objectContaining({ code });

/** Levels over white in sRGB, and their shape. */
async function picture(photo: Uint8Array): Promise<{ size: string; levels: Buffer }> {
  const flat = sharp(photo).flatten({ background: 'white' }).toColourspace('srgb').raw();
  const { data, info } = await flat.toBuffer({ resolveWithObject: true });
  return { size: `${info.width} x ${info.height} x ${info.channels}`, levels: data };
}

function meanDifference(a: Buffer, b: Buffer): number {
  return a.reduce((sum, level, i) => sum + Math.abs(level - b[i]!), 0) / a.length;
}

describe('heicAsTiff', () => {
  const decoded = async (name: string): ReturnType<typeof picture> =>
    picture(await heicAsTiff(fixture(name), PHOTO_LIMITS));

  it.for(['plate', 'plate-turned', 'plate-mirrored', 'plate-16bit'])(
    'gives the dish of %s, upright',
    async (name) => {
      const dish = await picture(fixture('plate.png'));
      const { size, levels } = await decoded(`${name}.heic`);
      expect(size).toBe(dish.size);
      expect(meanDifference(levels, dish.levels)).toBeLessThan(3);
    },
  );

  it('takes no notice of an EXIF orientation, as the standard asks', async () => {
    expect((await decoded('plate-exif-only.heic')).size).toBe('192 x 288 x 3');
  });

  it('hands the colour profile on', async () => {
    const tiff = await heicAsTiff(fixture('plate-p3.heic'), PHOTO_LIMITS);
    expect((await sharp(tiff).metadata()).icc?.toString('latin1')).toContain('Display P3');
    // Read as P3 the dish's red is stronger than read as sRGB.
    const [wide, narrow] = [await picture(tiff), await decoded('plate.heic')];
    const red = (75 * 288 + 115) * 3;
    expect(wide.levels[red]! - narrow.levels[red]!).toBeGreaterThan(8);
  });

  it('hands transparency on', async () => {
    const { levels } = await decoded('plate-alpha.heic');
    const dish = await picture(fixture('plate.png'));
    const table = 0;
    expect(levels[table]).toBeCloseTo((dish.levels[table]! + 255) / 2, -1);
  });

  it('refuses too many pixels by the header', async () => {
    const limits = { ...PHOTO_LIMITS, maxPixels: 288 * 192 };
    await expect(heicAsTiff(fixture('plate.heic'), limits)).resolves.toBeDefined();
    await expect(heicAsTiff(fixture('plate.heic'), { ...limits, maxPixels: 288 * 192 - 1 })).rejects.toThrow(
      coded('PHOTO_TOO_LARGE'),
    );
  });

  it('refuses a picture that is larger than its header says', async () => {
    const limits = { ...PHOTO_LIMITS, maxPixels: 100 };
    await expect(heicAsTiff(fixture('plate-lies.heic'), limits)).rejects.toThrow(coded('PHOTO_UNREADABLE'));
  });

  it('refuses what takes too long, and decodes the next one', async () => {
    const photo = fixture('plate.heic');
    const slow = heicAsTiff(photo, { ...PHOTO_LIMITS, maxSeconds: 0 });
    const next = heicAsTiff(photo, PHOTO_LIMITS);
    await expect(slow).rejects.toThrow(coded('PHOTO_UNREADABLE'));
    await expect(next).resolves.toBeDefined();
  });

  it.for([0.3, 0.6, 0.95])('refuses the first %s of a file', async (share) => {
    const whole = fixture('plate.heic');
    await expect(heicAsTiff(whole.subarray(0, whole.length * share), PHOTO_LIMITS)).rejects.toThrow(
      coded('PHOTO_UNREADABLE'),
    );
  });
});
