import { openRecipeSource } from '@seje/catalogue';
import { noProgress } from '@seje/core';
import { cp, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBackbone } from '../../training/src/backbones/load-backbone.js';
import { synthesizeKitchen } from '../../training/src/data/kitchen/index.js';
import { readFeatureSet } from '../../training/src/data/read-feature-set.js';
import { experimentOf } from '../../training/src/experiment.js';
import { writeRandomCategoriser } from '../../training/src/fitting/categoriser.fixture.js';
import { STAGES_OF_PHASE_ONE } from '../../training/src/stages/phase-one/phase-one-stages.js';
import { type PreprocessReport, preprocess } from '../../training/src/stages/preprocess.stage.js';
import { RunFolder } from '../../training/src/stages/run-folder.js';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';

const MADE = [
  'text/text.json',
  'text/vocab.bin',
  'text/categories.json',
  'features/manifest.json',
  'features/rows.ndjson',
  'features/term.f32',
  'features/sentences.f32',
  'features/photos.f32',
  'classes1M.pkl',
];
/** The quickest. */
const TAGGER = { embedding: 8, hidden: 8, buckets: 64, maxRounds: 2, roundSteps: 20 };
const TEXT = { termDimension: 8, iterations: 1, minCount: 1, minPhraseCount: 1 };

interface Change {
  readonly text?: object;
  readonly categories?: object;
  readonly image?: object;
  readonly features?: { readonly sentences: 'float32' | 'float16' };
  /** Stop where this step reports this many. */
  readonly stopAt?: { readonly step: string; readonly done: number };
}

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);

/** Runs Phase I into `out` with the settings changed. */
async function phaseOne(out: string, change: Change = {}): Promise<PreprocessReport> {
  const experiment = experimentOf({
    name: 'stages',
    text: { ...TEXT, ...change.text },
    categories: { minTrain: 1, ...change.categories },
    image: { backbone: at('grid.onnx'), ...change.image },
    ...(change.features && { features: change.features }),
  });
  const controller = new AbortController();
  const context = {
    run: new RunFolder(at(out)),
    experiment,
    cacheDir: at('cache'),
    provider: 'cpu' as const,
    engine: 'wasm' as const,
    onProgress: ({ step, done }: { step: string; done: number }) => {
      if (step === change.stopAt?.step && done >= change.stopAt.done) controller.abort();
    },
    signal: controller.signal,
  };
  const source = await openRecipeSource(at('kitchen'));
  const backbone = await loadBackbone(experiment.image.backbone, context);
  return context.run.exclusively(async () => (await preprocess(context, source, backbone)).result);
}

const ranAnew = ({ stages }: PreprocessReport): string[] =>
  stages.filter(({ reused }) => !reused).map(({ stage }) => stage);
const made = (out: string, files = MADE): Promise<Buffer[]> =>
  Promise.all(files.map((file) => readFile(at(out, file))));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-stages-'));
  const { path, manifest } = await makeTinyBundle(at('tiny')).then((bundle) => ({
    path: bundle.path('image-trunk.onnx'),
    manifest: bundle.manifest.image,
  }));
  for (const [name, crop] of [
    ['grid', 256],
    ['other', 240],
  ] as const) {
    const { featureDimension, preprocessing } = manifest;
    await cp(path, at(`${name}.onnx`));
    await writeFile(
      at(`${name}.onnx.json`),
      JSON.stringify({ name, featureDimension, preprocessing: { ...preprocessing, resize: crop } }),
    );
  }
  await synthesizeKitchen({
    recipes: 40,
    seed: 2,
    difficulty: 'easy',
    photosPerRecipe: [0, 0, 1],
    out: at('kitchen'),
  });
  await phaseOne('run');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the stages of Phase I', () => {
  it('are all reused where nothing has changed, and the report says so', async () => {
    const again = await phaseOne('run');
    expect(again.stages.map(({ stage }) => stage)).toEqual(STAGES_OF_PHASE_ONE);
    expect(ranAnew(again)).toEqual([]);
    const kept = JSON.parse(await readFile(at('run', 'preprocess.json'), 'utf8')) as PreprocessReport;
    expect(ranAnew(kept)).toEqual(STAGES_OF_PHASE_ONE);
    expect({ ...kept, stages: [] }).toEqual({ ...again, stages: [] });
  });

  it.for([
    {
      what: 'the rater: neither word2vec nor photos',
      change: { text: { rater: 'text-rank' } },
      runs: ['text-state', 'text-features', 'feature-set'],
    },
    {
      what: 'word2vec: neither the lexicon nor photos',
      change: { text: { window: 2 } },
      runs: ['terms', 'text-state', 'text-features', 'feature-set'],
    },
    {
      what: 'the sentence encoder: neither word2vec nor photos',
      change: {
        text: { sentenceEncoder: 'lstm', sentenceDimension: 4, sentenceTraining: { maxEpochs: 1 } },
      },
      runs: ['sentence-encoder', 'text-state', 'text-features', 'feature-set'],
    },
    {
      what: 'the trunk: no text',
      change: { image: { backbone: 'other.onnx' } },
      runs: ['photo-features', 'feature-set'],
    },
    {
      what: 'the categories: only they and the feature set',
      change: { categories: { maxBigrams: 1 } },
      runs: ['categories', 'feature-set'],
    },
    {
      what: 'a setting that changes nothing that is made of it',
      change: { categories: { topBigrams: 1999 } },
      runs: ['categories'],
    },
    {
      what: 'what finds entities: a tagger, and all that reads its names',
      change: { text: { entities: 'tagger', tagger: TAGGER } },
      runs: ['tagger', 'lexicon', 'terms', 'text-state', 'text-features', 'feature-set'],
    },
  ])('run again after a change of $what', async ({ change, runs }) => {
    const out = `changed-${runs.length}-${runs[0]}-${Object.keys(change)[0]}`;
    await cp(at('run'), at(out), { recursive: true });
    const image = 'image' in change ? { image: { backbone: at(change.image!.backbone) } } : {};
    expect(ranAnew(await phaseOne(out, { ...change, ...image }))).toEqual(runs);
    await phaseOne(`fresh-${out}`, { ...change, ...image });
    expect(await made(out)).toEqual(await made(`fresh-${out}`));
  });

  it('write only the feature set anew where its sentences become float16, and float32 again', async () => {
    await cp(at('run'), at('halves'), { recursive: true });
    const whole = await readFeatureSet(at('run', 'features'));
    expect(ranAnew(await phaseOne('halves', { features: { sentences: 'float16' } }))).toEqual([
      'feature-set',
    ]);
    const halves = await readFeatureSet(at('halves', 'features'));
    expect({ ...halves, sentences: null, fingerprint: null }).toEqual({
      ...whole,
      sentences: null,
      fingerprint: null,
    });
    const { rows } = whole.sentences;
    expect(halves.sentences.rows).toBe(rows);
    const rounded = whole.sentences.read(0, rows).data.map(Math.f16round);
    expect(halves.sentences.read(0, rows).data).toEqual(rounded);
    halves.sentences.close();
    expect(ranAnew(await phaseOne('halves', { features: { sentences: 'float32' } }))).toEqual([
      'feature-set',
    ]);
    expect(await made('halves')).toEqual(await made('run'));
  });

  it('give photos another f_cat, but no CNN again, where the term vectors have changed', async () => {
    const context = { cacheDir: at('cache'), onProgress: noProgress };
    const folder = at('categoriser');
    await writeRandomCategoriser(folder, ['Soup', 'Cake'], await loadBackbone(at('grid.onnx'), context));
    const image = { backbone: at('grid.onnx'), categoriser: folder };
    await cp(at('run'), at('dishes'), { recursive: true });
    const first = await phaseOne('dishes', { image });
    expect(ranAnew(first)).toEqual(['categoriser', 'photo-features', 'feature-set']);
    const { photoDishes } = first.pairs;
    expect(Object.values(photoDishes!).reduce((sum, count) => sum + count, 0)).toBe(first.pairs.photos);
    const changed = await phaseOne('dishes', { image, text: { window: 2 } });
    expect(ranAnew(changed)).toEqual(['terms', 'text-state', 'categoriser', 'text-features', 'feature-set']);
    expect(changed.pairs.photoDishes).toEqual(photoDishes);
    await phaseOne('fresh-dishes', { image, text: { window: 2 } });
    const files = [...MADE, 'features/photo-categories.f32'];
    expect(await made('dishes', files)).toEqual(await made('fresh-dishes', files));
    expect(ranAnew(await phaseOne('dishes', { text: { window: 2 } }))).toEqual([
      'categoriser',
      'photo-features',
      'feature-set',
    ]);
  });

  it('are reused where a file of the data set was written again as it was', async () => {
    await utimes(at('kitchen', 'layer1.json'), new Date(), new Date());
    expect(ranAnew(await phaseOne('run'))).toEqual(['read']);
  });

  it.for([
    { step: 'ingredient entities', done: 5, before: 2 },
    { step: 'terms', done: 20, before: 3 },
    { step: 'text features', done: 20, before: 8 },
    { step: 'photo features', done: 1, before: 9 },
    { step: 'pairs', done: 10, before: 10 },
  ])('go on after a stop at $step, and make the same', async ({ step, done, before }) => {
    const out = `stopped-${before}`;
    await expect(phaseOne(out, { stopAt: { step, done } })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    expect(ranAnew(await phaseOne(out))).toEqual(STAGES_OF_PHASE_ONE.slice(before));
    expect(await made(out)).toEqual(await made('run'));
  });
});
