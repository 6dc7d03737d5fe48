import { noProgress } from '@seje/core';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fullGrid, levelsOf } from '../../training/src/ablation/arms.js';
import type { Arm } from '../../training/src/comparison/arm.js';
import type { ComparisonOptions } from '../../training/src/comparison/comparison-options.js';
import { runComparison } from '../../training/src/comparison/run-comparison.js';
import { synthesizeKitchen } from '../../training/src/data/kitchen/index.js';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';

let folder: string;
let options: Omit<ComparisonOptions, 'arms' | 'seeds'>;
const said: string[] = [];
const names = new Set(['tf-idf+none+none', 'tf-idf+mean+none', 'none+none+none']);
const arms: readonly Arm[] = fullGrid(levelsOf({})).filter(({ name }) => names.has(name));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-ablation-'));
  const at = (name: string): string => join(folder, name);
  const bundle = await makeTinyBundle(at('tiny-bundle'));
  const backbone = at('colour-grid.onnx');
  await cp(bundle.path('image-trunk.onnx'), backbone);
  const { featureDimension, preprocessing } = bundle.manifest.image;
  await writeFile(
    `${backbone}.json`,
    JSON.stringify({ name: 'colour-grid', featureDimension, preprocessing }),
  );
  await synthesizeKitchen({ recipes: 60, seed: 3, difficulty: 'easy', out: at('kitchen') });
  options = {
    data: at('kitchen'),
    folder: at('ablation'),
    base: {
      name: 'ablation-test',
      text: { termDimension: 16, iterations: 2, minCount: 1, minPhraseCount: 1 },
      image: { backbone },
      network: { jointDimension: 16, sentenceHidden: 16, termHidden: 16 },
      training: { batchSize: 16, learningRate: 0.01, maxEpochs: 2, validationBag: 10 },
    },
    cacheDir: at('cache'),
    provider: 'cpu',
    engine: 'wasm',
    say: (line) => void said.push(line),
    onProgress: noProgress,
    signal: new AbortController().signal,
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('trains each arm with each seed on features that arms share, and nothing twice', async () => {
  const trainings = (): number => said.filter((line) => line.includes('seed')).length;
  const first = await runComparison({ ...options, arms, seeds: [1] });
  expect(first.map(({ arm, trained }) => [arm, trained.length])).toEqual(arms.map(({ name }) => [name, 1]));
  expect(first[0]).toMatchObject({
    data: { pairs: { test: 6 } },
    trained: [{ rankings: [{ bagSize: 6, chanceMedianRank: 3.5 }] }],
  });
  expect(trainings()).toBe(3);
  // two raters, whose arms with and without sentences read the same features; one file of photo features
  expect(await readdir(join(options.folder, 'features'))).toHaveLength(2);
  expect(
    (await readdir(join(options.folder, 'photo-features'))).filter((name) => name.endsWith('.features')),
  ).toHaveLength(1);

  const again = await runComparison({ ...options, arms, seeds: [1, 2] });
  expect(trainings()).toBe(6);
  expect(again.map(({ trained }) => trained[0])).toEqual(first.map(({ trained }) => trained[0]));
  expect(again.map(({ trained }) => trained.map(({ seed }) => seed))).toEqual(arms.map(() => [1, 2]));

  const [arm] = arms;
  const base = { ...options.base, training: { ...options.base.training, maxEpochs: 1 } };
  const [changed] = await runComparison({ ...options, base, arms: [arm!], seeds: [1] });
  expect(changed!.trained).toHaveLength(1);
  const kept = await readFile(join(options.folder, 'arms', `${arm!.name}.json`), 'utf8');
  expect(JSON.parse(kept)).toEqual(changed);
});
