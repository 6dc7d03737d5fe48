import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Random } from '@seje/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CategoriserTrainingReport } from '../../training/src/fitting/categoriser/categoriser-report.js';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';

const launcher = fileURLToPath(new URL('../../bin/seje.mjs', import.meta.url));
const run = promisify(execFile);

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
async function seje(...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, ENGINE: 'wasm' };
  return run(process.execPath, [launcher, ...args], { env }).then(
    (done) => ({ code: 0, ...done }),
    (error: unknown) => error as Outcome,
  );
}

/** Dishes by colour, which the tiny trunk can see. */
const DISHES = { tomato: [200, 30, 20], spinach: [30, 160, 40], blue_cheese: [60, 60, 200] } as const;
const PHOTOS = 12;
const TEST_PHOTOS = 4;

let folder: string;
let photos: string;
let backbone: string;
const at = (...names: readonly string[]): string => join(folder, ...names);
const json = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-dishes-'));
  photos = at('photos');
  await writePhotos();
  const bundle = await makeTinyBundle(at('tiny-bundle'));
  backbone = at('colour-grid.onnx');
  await cp(bundle.path('image-trunk.onnx'), backbone);
  const { featureDimension, preprocessing } = bundle.manifest.image;
  await writeFile(
    `${backbone}.json`,
    JSON.stringify({ name: 'colour-grid', featureDimension, preprocessing }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Food-101's layout: photos in the dish's colour, more or less; one is no photo, one is not there. */
async function writePhotos(): Promise<void> {
  const random = Random.fromSeed(7);
  const lines = { train: [] as string[], test: [] as string[] };
  for (const [dish, colour] of Object.entries(DISHES)) {
    await mkdir(join(photos, 'images', dish), { recursive: true });
    for (let i = 0; i < PHOTOS; i++) {
      const [r, g, b] = colour.map((level) => Math.round(level + random.between(-20, 20)));
      const path = join(photos, 'images', dish, `${i}.jpg`);
      await sharp({ create: { width: 40, height: 40, channels: 3, background: { r: r!, g: g!, b: b! } } })
        .jpeg()
        .toFile(path);
      lines[i < TEST_PHOTOS ? 'test' : 'train'].push(`${dish}/${i}`);
    }
  }
  await writeFile(join(photos, 'images', 'tomato', 'torn.jpg'), 'no photo');
  lines.train.push('tomato/torn', 'tomato/gone');
  await mkdir(join(photos, 'meta'));
  const meta = (name: string, entries: readonly string[]): Promise<void> =>
    writeFile(join(photos, 'meta', `${name}.txt`), entries.join('\n'));
  await meta('classes', Object.keys(DISHES));
  await meta('labels', ['Tomato', 'Spinach', 'Blue cheese']);
  await meta('train', lines.train);
  await meta('test', lines.test);
}

const train = (...more: readonly string[]): Promise<Outcome> =>
  seje(
    'categoriser',
    '--photos',
    photos,
    '--out',
    at('dishes'),
    '--backbone',
    backbone,
    '--cache',
    at('cache'),
    ...more,
  );

describe('seje categoriser', () => {
  it('learns dishes, and reports what it got right, took for something else and left out', async () => {
    const done = await train('--json');
    expect(done, done.stderr).toMatchObject({ code: 0 });
    const report = JSON.parse(done.stdout) as CategoriserTrainingReport;
    expect(report).toMatchObject({
      labels: ['Tomato', 'Spinach', 'Blue cheese'],
      trainPhotos: 24,
      dropped: { train: { PHOTO_TYPE_REFUSED: 1, PHOTO_MISSING: 1 }, test: {} },
      test: { photos: 12, top1: 1, top5: 1, mostConfused: [] },
    });
    expect(report.parity).toBeLessThan(1e-4);
    expect(report.test.majority.top1).toBeCloseTo(1 / 3, 5);
    expect(await json(at('dishes', 'report.json'))).toEqual(report);
    expect((await readdir(at('dishes'))).toSorted()).toEqual([
      'categoriser-trunk.onnx',
      'categoriser.json',
      'categoriser.onnx',
      'confusion.csv',
      'report.json',
    ]);
  });

  it('replaces an earlier one, says it in words, and leaves a folder of something else alone', async () => {
    const again = await train();
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(again.stdout).toMatch(/12 test photos: top-1 100\.0 %.*\nLeft out: 1 train photos, PHOTO_/s);
    await writeFile(at('dishes', 'letter.txt'), 'dear');
    const refused = await train();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/letter\.txt.*\[DISK_WRITE_FAILED\]/s);
    await rm(at('dishes', 'letter.txt'));
  });

  it('shows its help, and names what is wrong with the photos', async () => {
    expect((await seje('categoriser', '--help')).stdout).toContain('Examples:');
    const wrong = await seje('categoriser', '--photos', at('none'), '--out', at('x'));
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('[DATA_LAYOUT_UNKNOWN]');
    const slow = await train('--finetune');
    expect(slow.code).toBe(1);
    expect(slow.stderr).toMatch(/needs the native engine.*\[ENGINE_UNAVAILABLE\]/s);
  });
});

describe('a run with a categoriser', () => {
  const settings = {
    name: 'with-categoriser',
    text: { termDimension: 16, iterations: 1, minCount: 1, minPhraseCount: 1 },
    network: { jointDimension: 16, sentenceHidden: 16, termHidden: 16 },
    training: { batchSize: 16, learningRate: 0.01, maxEpochs: 1, validationBag: 4 },
    evaluation: { bagSize: 4, bags: 1 },
  };
  const experimentWith = (image: object): Promise<void> =>
    writeFile(at('experiment.json'), JSON.stringify({ ...settings, image }));
  const pipeline = (...more: string[]): Promise<Outcome> =>
    seje(
      'pipeline',
      '--data',
      at('kitchen'),
      '--out',
      at('run'),
      '--experiment',
      at('experiment.json'),
      ...more,
    );

  beforeAll(async () => {
    await seje('synthesize', '--recipes', '40', '--seed', '3', '--out', at('kitchen'));
    await experimentWith({ backbone, categoriser: 'dishes' });
    const done = await pipeline();
    expect(done, done.stderr).toMatchObject({ code: 0 });
  });

  it('has f_cat in its report, its features and its bundle', async () => {
    const report = await json(at('run', 'preprocess.json'));
    expect(report).toMatchObject({ categoriser: { labels: 3, sharesTrunk: true } });
    const { photoDishes, photos: count } = report['pairs'] as {
      photoDishes: Record<string, number>;
      photos: number;
    };
    expect(Object.values(photoDishes).reduce((sum, n) => sum + n, 0)).toBe(count);
    expect(await json(at('run', 'features', 'manifest.json'))).toMatchObject({
      format: 'seje-features/3',
      matrices: { photoCategories: { rows: count, columns: 16 } },
    });
    expect(await json(at('run', 'bundle', 'manifest.json'))).toMatchObject({
      image: { category: { dimension: 16, labels: 3 } },
    });
  });

  it('reuses all of it when nothing has changed', async () => {
    const again = await pipeline();
    expect(again.code).toBe(0);
    expect(again.stderr).not.toMatch(/: done/);
  });

  it('does without f_cat again where the experiment names no categoriser any more', async () => {
    await experimentWith({ backbone });
    expect(await pipeline()).toMatchObject({ code: 0 });
    expect(await json(at('run', 'bundle', 'manifest.json'))).not.toHaveProperty('image.category');
    expect(await readdir(at('run'))).not.toContain('categoriser');
  });

  it('takes the categoriser that the command line names', async () => {
    expect(await pipeline('--categoriser', at('dishes'))).toMatchObject({ code: 0 });
    expect(await json(at('run', 'bundle', 'manifest.json'))).toMatchObject({
      image: { category: { labels: 3 } },
    });
  });
});
