import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, describe, expect, it } from 'vitest';
import { CROP, LEVELS } from './levels.fixture.js';
import { photoTensor } from './photo-tensor.js';

const BLOCK = 28;
const GOLDEN = process.env['GOLDEN_DIR'] ?? '../shared/golden';

interface GoldenImage {
  readonly file: string;
  readonly crop_uint8: {
    readonly mean: number[];
    readonly std: number[];
    readonly patch_rows_100_104_cols_100_104_rgb: number[][][];
    readonly block_means_28x28_rgb: number[][][];
  };
  readonly torchvision_rgb: { readonly mean: number[]; readonly patch: number[][][] };
  readonly keras_caffe_bgr: { readonly mean: number[]; readonly patch: number[][][] };
}

async function goldenImage(name: string, context: TestContext): Promise<GoldenImage> {
  const file = join(GOLDEN, 'image_preprocess.json');
  if (!existsSync(file)) context.skip(`no ${file}`);
  return (JSON.parse(await readFile(file, 'utf8')) as { images: Record<string, GoldenImage> }).images[name]!;
}

interface Window {
  readonly row: number;
  readonly column: number;
  readonly side: number;
}
const PATCH: Window = { row: 100, column: 100, side: 5 };

/** [channel] of an interleaved [224, 224, 3] tensor, over the given rows and columns. */
function channelValues(
  tensor: Float32Array,
  channel: number,
  { row, column, side }: Window = { row: 0, column: 0, side: CROP },
): number[] {
  const values: number[] = [];
  for (let r = row; r < row + side; r++) {
    for (let c = column; c < column + side; c++) values.push(tensor[(r * CROP + c) * 3 + channel]!);
  }
  return values;
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((x) => (x - centre) ** 2)));
};

function blockMeans(tensor: Float32Array): number[] {
  const blocks: number[] = [];
  for (let row = 0; row < CROP; row += BLOCK) {
    for (let column = 0; column < CROP; column += BLOCK) {
      for (let channel = 0; channel < 3; channel++) {
        blocks.push(mean(channelValues(tensor, channel, { row, column, side: BLOCK })));
      }
    }
  }
  return blocks;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((x, i) => (x - ma) * (b[i]! - mb))) / (deviation(a) * deviation(b));
}

const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));

describe('photoTensor against the golden values', () => {
  it.for(['exif6.jpg', 'alpha.png'])('meets %s', async (name, context) => {
    const image = await goldenImage(name, context);
    const photo = await readFile(join(GOLDEN, image.file));
    const levels = await photoTensor(photo, LEVELS);
    const { mean: means, std, patch_rows_100_104_cols_100_104_rgb: patch } = image.crop_uint8;
    for (let channel = 0; channel < 3; channel++) {
      const values = channelValues(levels, channel);
      expect(Math.abs(mean(values) - means[channel]!)).toBeLessThanOrEqual(0.5);
      expect(Math.abs(deviation(values) - std[channel]!)).toBeLessThanOrEqual(0.5);
      const ours = channelValues(levels, channel, PATCH);
      expect(
        largestDifference(
          ours,
          patch.flat().map((rgb) => rgb[channel]!),
        ),
      ).toBeLessThanOrEqual(2);
    }
    expect(
      largestDifference(blockMeans(levels), image.crop_uint8.block_means_28x28_rgb.flat(2)),
    ).toBeLessThanOrEqual(1);

    const caffe = await photoTensor(photo, {
      ...LEVELS,
      channelOrder: 'bgr',
      mean: [103.939, 116.779, 123.68],
    });
    const torchvision = await photoTensor(photo, {
      ...LEVELS,
      mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
      std: [0.229 * 255, 0.224 * 255, 0.225 * 255],
    });
    for (let channel = 0; channel < 3; channel++) {
      expect(mean(channelValues(caffe, channel))).toBeCloseTo(image.keras_caffe_bgr.mean[channel]!, 0);
      expect(
        largestDifference(
          channelValues(caffe, channel, PATCH),
          image.keras_caffe_bgr.patch.flat().map((bgr) => bgr[channel]!),
        ),
      ).toBeLessThanOrEqual(2.001);
      expect(
        largestDifference(
          channelValues(torchvision, channel, PATCH),
          image.torchvision_rgb.patch.flat().map((rgb) => rgb[channel]!),
        ),
      ).toBeLessThanOrEqual(2 / (255 * 0.224) + 1e-3);
    }
  });

  it('decodes CMYK the right way round', async (context) => {
    const image = await goldenImage('cmyk.jpg', context);
    const blocks = blockMeans(await photoTensor(await readFile(join(GOLDEN, image.file)), LEVELS));
    const expected = image.crop_uint8.block_means_28x28_rgb.flat(2);
    expect(correlation(blocks, expected)).toBeGreaterThanOrEqual(0.85);
    expect(mean(blocks.map((x, i) => Math.abs(x - expected[i]!)))).toBeLessThanOrEqual(30);
  });
});
