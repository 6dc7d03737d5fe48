import { Random } from '@seje/core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { FeatureSet } from '../data/feature-set.js';
import { learnableFeatures } from '../learnable-features.fixture.js';
import type { PhotoFile } from './photo-files.js';

const SIDE = 40;
const CELLS = 4;

export interface PhotoRecipes {
  readonly featureSet: FeatureSet;
  readonly files: readonly PhotoFile[];
}

/** Learnable recipes with photos on disk that show them: the recipe's terms as the colours of 4 x 4 fields. */
export async function writePhotoRecipes(folder: string, photoDimension: number): Promise<PhotoRecipes> {
  const featureSet = learnableFeatures({
    pairs: { train: 24, val: 12, test: 4 },
    termDimension: 3 * CELLS * CELLS,
    sentenceDimension: 8,
    photoDimension,
    maxSentences: 3,
    categories: 4,
  });
  await mkdir(folder, { recursive: true });
  const files: PhotoFile[] = [];
  const random = Random.fromSeed(8);
  for (const { id, termRow, photoRows } of featureSet.rows) {
    const start = termRow * featureSet.term.columns;
    const colours = featureSet.term.data.subarray(start, start + featureSet.term.columns);
    for (const [i, row] of photoRows.entries()) {
      const path = join(folder, `${id}-${i}.png`);
      await fields(colours, random).toFile(path);
      files[row] = { id: `${id}-${i}`, path };
    }
  }
  return { featureSet, files };
}

function fields(colours: Float32Array, random: Random): Sharp {
  const data = Buffer.from(
    Array.from({ length: 3 * CELLS * CELLS }, (_, i) => 128 + 50 * colours[i]! + 10 * random.normal()).map(
      (level) => Math.min(255, Math.max(0, Math.round(level))),
    ),
  );
  return sharp(data, { raw: { width: CELLS, height: CELLS, channels: 3 } })
    .resize(SIDE, SIDE, { kernel: 'nearest' })
    .png();
}
