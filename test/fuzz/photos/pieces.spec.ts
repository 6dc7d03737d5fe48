import { beforeAll, describe, expect, it } from 'vitest';
import { piecesOf } from './pieces.js';
import { type SeedPhoto, seedPhotos } from './seed-photos.js';

let seeds: SeedPhoto[];
beforeAll(async () => {
  seeds = await seedPhotos();
});

describe('piecesOf', () => {
  it('gives pieces that make the file again', () => {
    for (const { name, bytes } of seeds)
      expect(Buffer.concat(piecesOf(bytes)).equals(bytes), name).toBe(true);
  });

  it.each([
    ['metadata.webp', 0, ['RIFF', 'VP8X', 'ICCP', 'VP8 ', 'EXIF', 'XMP ']],
    ['plain.png', 4, ['IHDR', 'pHYs', 'IDAT', 'IEND']],
    [
      'plain.avif',
      4,
      [
        'ftyp',
        'meta',
        'hdlr',
        'iloc',
        'iinf',
        'pitm',
        'iprp',
        'ipco',
        'av1C',
        'ispe',
        'pixi',
        'ipma',
        'mdat',
      ],
    ],
  ])('cuts %s where its format does', (name, at, types) => {
    const { bytes } = seeds.find((seed) => seed.name === name)!;
    const found = piecesOf(bytes).map((piece) => piece.toString('latin1', at, at + 4));
    expect(found).toEqual(expect.arrayContaining(types));
  });
});
