import { Random } from '@seje/core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { LabelledPhoto, LabelledPhotos } from '../../../data/food101-layout.js';

/** Dishes by the direction of their stripes, all in the same colours: a trunk has to look at shapes. */
const DISHES = ['noodles', 'asparagus', 'waffles'];
const TRAIN_PHOTOS = 12;
const TEST_PHOTOS = 4;
const SIDE = 40;
/** Pixels from one stripe to the next. */
const PERIOD = 8;

export async function stripedPhotos(directory: string): Promise<LabelledPhotos> {
  const random = Random.fromSeed(7);
  const parts: { train: LabelledPhoto[]; test: LabelledPhoto[] } = { train: [], test: [] };
  await mkdir(directory, { recursive: true });
  for (const label of DISHES.keys()) {
    for (let i = 0; i < TRAIN_PHOTOS + TEST_PHOTOS; i++) {
      const path = join(directory, `${label}-${i}.png`);
      const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
      await sharp(levelsOf(label, random), { raw }).png().toFile(path);
      parts[i < TRAIN_PHOTOS ? 'train' : 'test'].push({ path, label });
    }
  }
  return { labels: DISHES, ...parts };
}

/** [side, side, 3] */
function levelsOf(label: number, random: Random): Uint8Array {
  const phase = random.between(0, PERIOD);
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, place) => {
    const [row, column] = [Math.floor(place / 3 / SIDE), Math.floor(place / 3) % SIDE];
    const along = [row, column, row + column][label]!;
    return 128 + 90 * Math.sin((2 * Math.PI * (along + phase)) / PERIOD) + random.between(-30, 30);
  });
}
