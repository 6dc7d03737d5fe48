import sharp from 'sharp';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { thumbnail } from './thumbnail.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../test/fixtures/photos/${name}`, import.meta.url));

describe('thumbnail', () => {
  it.for(['plate.png', 'plate-turned.heic'])('makes a small square JPEG of %s, upright', async (name) => {
    const uri = await thumbnail(fixture(name));
    expect(uri).toMatch(/^data:image\/jpeg;base64,/);
    const { data, info } = await sharp(Buffer.from(uri.split(',')[1]!, 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 160, height: 160 });
    const greenPart = (75 * 160 + 110) * 3;
    expect(data[greenPart + 1]! - data[greenPart]!).toBeGreaterThan(20);
  });

  it('refuses what is no photo', async () => {
    await expect(thumbnail(fixture('make.py'))).rejects.toThrow(
      expect.objectContaining({ code: 'PHOTO_UNREADABLE', message: expect.stringContaining('make.py') }),
    );
  });
});
