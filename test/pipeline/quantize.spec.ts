import { type Bundle, openBundle } from '@seje/artifacts';
import type { RecipeSource } from '@seje/catalogue';
import { type RecipeRecord, noProgress } from '@seje/core';
import { openPhotoEncoder, openRecipeEncoder } from '@seje/encoders';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VariantReport } from '../../training/src/export/quantization/variant-report.js';
import { type QuantizeOptions, quantizeRun } from '../../training/src/stages/quantize.stage.js';
import { RunFolder } from '../../training/src/stages/run-folder.js';
import { TINY_VOCABULARY, makeTinyBundle } from '../fixtures/tiny-bundle.js';

/* A run's bundle and its variants with smaller weights. */

const RECIPES = 24;

let root: string;
let run: RunFolder;
let float32: Bundle;
let source: RecipeSource;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'seje-quantize-'));
  run = new RunFolder(join(root, 'run'));
  float32 = await makeTinyBundle(run.bundle);
  const records: RecipeRecord[] = [];
  for (let i = 0; i < RECIPES; i++) {
    const path = join(root, `${i}.png`);
    const background = { r: (i * 37) % 256, g: (i * 91) % 256, b: (i * 53) % 256 };
    await sharp({ create: { width: 300, height: 260, channels: 3, background } })
      .png()
      .toFile(path);
    const words = [i, i + 3, 2 * i].map((at) => TINY_VOCABULARY[at % 40]!);
    records.push({
      id: `${i}`,
      title: words.join(' '),
      ingredients: words,
      instructions: [`boil ${words[0]}`],
      partition: 'test',
      photos: [{ id: `${i}.png`, path }],
    });
  }
  source = {
    layout: 'schema.org',
    fingerprint: async () => 'twenty-four recipes',
    read: async function* () {
      yield* records;
    },
  };
});
afterAll(() => rm(root, { recursive: true }));

const options = (change: Partial<QuantizeOptions> = {}): QuantizeOptions => ({
  precision: 'float16',
  maxRecallLoss: 100,
  partition: 'test',
  provider: 'cpu',
  onProgress: noProgress,
  signal: new AbortController().signal,
  ...change,
});

describe('quantizeRun', () => {
  it.each(['float16', 'int8'] as const)(
    'writes a %s variant that is served as any bundle',
    async (precision) => {
      const { bundle, report } = await quantizeRun(run, source, options({ precision }));
      const opened = await openBundle(run.variantOf(precision));
      expect(opened.fingerprint).toBe(bundle.fingerprint);
      const { quantization, image, files } = opened.manifest;
      expect(quantization).toMatchObject({ precision, source: float32.fingerprint, maxRecallLoss: 100 });
      expect(quantization?.recallLoss).toBe(Math.max(...Object.values(report.recallLoss)));
      expect(image.fingerprint).toMatch(/^[0-9a-f]{64}$/);
      for (const encoder of ['recipe', 'image'] as const) {
        const { maxDifference, minCosine } = quantization!.parity[encoder];
        expect(maxDifference).toBeGreaterThan(0);
        expect(maxDifference).toBeLessThan(precision === 'float16' ? 2e-3 : 5e-2);
        expect(minCosine).toBeGreaterThan(precision === 'float16' ? 0.99999 : 0.99);
      }
      const written = JSON.parse(await readFile(opened.path('quantization.json'), 'utf8')) as VariantReport;
      expect(written).toEqual(report);
      expect(written.measuredOn).toMatchObject({ partition: 'test', pairs: RECIPES });
      for (const name of ['recipe-encoder.onnx', 'image-encoder.onnx'] as const) {
        const size = float32.manifest.files[name]!.bytes;
        expect(written.bytes[name]).toEqual({ float32: size, variant: files[name]!.bytes });
        expect(files[name]!.bytes).toBeLessThan(size);
      }

      const recipes = await openRecipeEncoder(opened, { provider: 'cpu' });
      const photos = await openPhotoEncoder(opened, { provider: 'cpu' });
      const soup = { title: 'tomato onion', ingredients: [], instructions: [] };
      expect((await recipes.encodeRecipes([soup])).rows).toBe(1);
      expect((await photos.encodePhotos([await readFile(join(root, '3.png'))])).rows).toBe(1);
      await Promise.all([recipes.release(), photos.release()]);
    },
  );

  it('leaves the float32 bundle as it was, and nothing beside the variants', async () => {
    expect((await openBundle(run.bundle)).fingerprint).toBe(float32.fingerprint);
    expect((await readdir(run.path)).toSorted()).toEqual([
      'bundle',
      'bundle-float16',
      'bundle-int8',
      'photo-features',
    ]);
  });

  it('writes no variant that loses more than it may, and names both values', async () => {
    await rm(run.variantOf('int8'), { recursive: true });
    const impossible = options({ precision: 'int8', maxRecallLoss: -101 });
    await expect(quantizeRun(run, source, impossible)).rejects.toMatchObject({
      code: 'RECALL_TOO_LOW',
      message: expect.stringMatching(/at most -101 points of R@10.*found -?\d+\.\d\d points less/) as unknown,
    });
    expect((await readdir(run.path)).toSorted()).toEqual(['bundle', 'bundle-float16', 'photo-features']);
  });

  it('is not opened once a file of it has changed', async () => {
    const path = join(run.variantOf('float16'), 'recipe-encoder.onnx');
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
    await expect(openBundle(run.variantOf('float16'))).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });

  it('wants a bundle to start from', async () => {
    const nothing = new RunFolder(join(root, 'nothing'));
    await expect(quantizeRun(nothing, source, options())).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });
});
