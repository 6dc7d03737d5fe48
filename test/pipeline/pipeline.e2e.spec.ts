import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EvaluationFile } from '../../training/src/stages/evaluate.stage.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WriterLock } from '@seje/core';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';

const launcher = fileURLToPath(new URL('../../bin/seje.mjs', import.meta.url));
const run = promisify(execFile);

/** Runs the command line as a user's shell would. */
async function seje(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await run(process.execPath, [launcher, ...args], { env: environment });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
const environment = { ...process.env, ENGINE: 'wasm' };

let folder: string;
let kitchen: string;
let experiment: string;
const at = (...names: readonly string[]): string => join(folder, ...names);
const json = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;

/** A backbone that needs no download: the trunk of the tiny bundle, which averages colours over a grid. */
async function writeTinyBackbone(): Promise<string> {
  const bundle = await makeTinyBundle(at('tiny-bundle'));
  const path = at('colour-grid.onnx');
  await cp(bundle.path('image-trunk.onnx'), path);
  const { featureDimension, preprocessing } = bundle.manifest.image;
  await writeFile(`${path}.json`, JSON.stringify({ name: 'colour-grid', featureDimension, preprocessing }));
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-pipeline-'));
  kitchen = at('kitchen');
  experiment = at('experiment.json');
  await writeFile(
    experiment,
    JSON.stringify({
      name: 'pipeline-test',
      text: { termDimension: 16, iterations: 2, minCount: 1, minPhraseCount: 1 },
      image: { backbone: await writeTinyBackbone() },
      network: { jointDimension: 16, sentenceHidden: 16, termHidden: 16 },
      training: { batchSize: 16, learningRate: 0.01, maxEpochs: 3, validationBag: 10 },
      evaluation: { bagSize: 10, bags: 2 },
    }),
  );
  const made = await seje('synthesize', '--recipes', '60', '--seed', '3', '--out', kitchen, '--json');
  expect(made, made.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(made.stdout)).toMatchObject({ recipes: 60 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('seje, all the way through', () => {
  it('goes from a data set to a bundle, an index and evaluation.json in one command', async () => {
    const out = at('run');
    const first = await seje('pipeline', '--data', kitchen, '--out', out, '--experiment', experiment);
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('image to recipe');

    const evaluation = await json(join(out, 'evaluation.json'));
    expect(evaluation).toMatchObject({ bagSize: 6, bags: 1, chanceMedianRank: 3.5, partition: 'test' });
    for (const direction of ['imageToRecipe', 'recipeToImage']) {
      expect(evaluation[direction]).toMatchObject({
        medianRank: expect.any(Number) as number,
        recallAt1: expect.any(Number) as number,
        standardDeviation: { recallAt10: expect.any(Number) as number },
      });
    }
    expect(evaluation['baselines']).toMatchObject({
      ridge: { bagSize: 6, bags: 1, imageToRecipe: { medianRank: expect.any(Number) as number } },
      cca: { bagSize: 6, bags: 1, chosen: { power: expect.any(Number) as number } },
    });
    expect(first.stdout).toMatch(/ridge regression on the same features.*CCA on the same features/s);
    expect((await json(join(out, 'bundle', 'manifest.json')))['evaluation']).toMatchObject({ bagSize: 6 });
    expect(await json(join(out, 'generations', 'current.json'))).toHaveProperty('current');
    expect(await json(join(out, 'preprocess.json'))).toMatchObject({ pairs: { pairs: { test: 6 } } });
  });

  it('reuses every step when nothing has changed', async () => {
    const manifest = at('run', 'bundle', 'manifest.json');
    const before = await stat(manifest);
    const again = await seje('pipeline', '--data', kitchen, '--out', at('run'), '--experiment', experiment);
    expect(again.code).toBe(0);
    expect(again.stderr.match(/unchanged, reused/g)).toHaveLength(5);
    expect((await stat(manifest)).mtimeMs).toBe(before.mtimeMs);
  });

  it('does again only what depends on a change', async () => {
    const changed = at('changed.json');
    const settings = await json(experiment);
    const write = (change: object) => writeFile(changed, JSON.stringify({ ...settings, ...change }));
    const pipeline = () => seje('pipeline', '--data', kitchen, '--out', at('run'), '--experiment', changed);

    await rm(at('run', 'evaluation.json'));
    await write({});
    expect((await pipeline()).stderr.match(/unchanged, reused/g)).toHaveLength(4);
    await write({ evaluation: { bagSize: 5, bags: 2 } });
    expect((await pipeline()).stderr).toMatch(/Preprocess: unchanged.*Train .*: unchanged.*Evaluate: done/s);
    expect(await json(at('run', 'evaluation.json'))).toMatchObject({ bagSize: 5 });
    await write({ training: { ...(settings['training'] as object), maxEpochs: 2 } });
    expect((await pipeline()).stderr).toMatch(/Preprocess: unchanged.*Train .*: done/s);
    await write({});
    expect((await pipeline()).code).toBe(0);
  });

  it('refuses a run folder that another process writes to', async () => {
    const lock = WriterLock.acquire(at('run', 'run.lock'));
    for (const [command, ...options] of [
      ['pipeline', '--data', kitchen, '--experiment', experiment],
      ['preprocess', '--data', kitchen, '--experiment', experiment],
      ['train', '--experiment', experiment],
      ['export'],
    ]) {
      const { code, stderr } = await seje(command!, '--out', at('run'), ...options);
      expect(stderr).toContain('[RUN_LOCKED]');
      expect(code).toBe(1);
    }
    lock.release();
  });

  it('gives the same bundle weights step by step', async () => {
    const out = at('steps');
    const steps = [
      ['preprocess', '--data', kitchen, '--out', out, '--experiment', experiment],
      ['train', '--out', out, '--experiment', experiment],
      ['export', '--out', out],
      ['index', '--bundle', join(out, 'bundle'), '--data', kitchen],
    ];
    for (const step of steps) {
      const done = await seje(...step);
      expect(done, `${step[0]}: ${done.stderr}`).toMatchObject({ code: 0 });
    }
    for (const file of ['recipe-encoder.onnx', 'image-encoder.onnx', 'vocab.bin']) {
      expect(await readFile(join(out, 'bundle', file))).toEqual(await readFile(at('run', 'bundle', file)));
    }
  });

  it('fits term embeddings on threads, and does it again only for one thread', async () => {
    const settings = (await json(experiment)) as { text: object };
    const file = at('threads.json');
    const madeWith = async (threads: number): Promise<number> => {
      await writeFile(file, JSON.stringify({ ...settings, text: { ...settings.text, threads } }));
      const done = await seje('preprocess', '--data', kitchen, '--out', at('threads'), '--experiment', file);
      expect(done, done.stderr).toMatchObject({ code: 0 });
      return (await stat(at('threads', 'text', 'vocab.bin'))).mtimeMs;
    };
    const onTwo = await madeWith(2);
    expect(await readdir(at('threads', 'phase-one'))).not.toContainEqual(expect.stringMatching(/tmp$/));
    expect(await madeWith(3)).toBe(onTwo);
    expect(await madeWith(1)).toBeGreaterThan(onTwo);
    const [one, ours] = [at('run', 'text', 'vocab.bin'), at('threads', 'text', 'vocab.bin')];
    expect(await readFile(ours)).toEqual(await readFile(one));
  });

  it('shows the same linear models where the bundle is evaluated on its own data, unless told not to', async () => {
    const { baselines } = await json(at('run', 'evaluation.json'));
    const bundle = at('run', 'bundle');
    const evaluate = async (...options: readonly string[]): Promise<Record<string, unknown>> => {
      const done = await seje('evaluate', '--bundle', bundle, '--data', kitchen, '--json', ...options);
      expect(done, done.stderr).toMatchObject({ code: 0 });
      return JSON.parse(done.stdout) as Record<string, unknown>;
    };
    expect((await evaluate())['baselines']).toEqual(baselines);
    expect(await evaluate('--no-baselines')).not.toHaveProperty('baselines');
  });

  it.each(['ridge', 'cca'])('goes all the way with %s in place of the networks', async (name) => {
    const settings = await json(experiment);
    const file = at(`${name}.json`);
    await writeFile(file, JSON.stringify({ ...settings, name, method: { name, sentences: name === 'cca' } }));
    const out = at(name);
    const done = await seje('pipeline', '--data', kitchen, '--out', out, '--experiment', file, '--json');
    expect(done, done.stderr).toMatchObject({ code: 0 });
    const { train, evaluation, index } = JSON.parse(done.stdout) as Record<string, unknown>;
    expect(train).toMatchObject({ ended: 'closed form', chosen: { lambda: expect.any(Number) as number } });
    expect(evaluation).toMatchObject({
      bagSize: 6,
      imageToRecipe: { medianRank: expect.any(Number) as number },
    });
    expect(index).toMatchObject({ recipes: { count: 60 } });
    const manifest = await json(join(out, 'bundle', 'manifest.json'));
    expect(manifest).toMatchObject({
      experiment: { name },
      parity: { samples: expect.any(Number) as number },
    });
  });

  it('evaluates a bundle on a data set that it has never seen', async () => {
    const other = at('other-kitchen');
    await seje('synthesize', '--recipes', '20', '--seed', '9', '--out', other);
    const out = at('other.json');
    const done = await seje(
      'evaluate',
      '--bundle',
      at('run', 'bundle'),
      '--data',
      other,
      '--partition',
      'all',
      '--bag',
      '5',
      '--out',
      out,
    );
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(await json(out)).toMatchObject({ partition: 'all', pairs: 20, bagSize: 5, bags: 2 });
    expect(await json(out)).not.toHaveProperty('baselines');
  });

  it('evaluates a run on its cached features as its bundle, in bags of several sizes, with a gallery', async () => {
    const asked = ['--data', kitchen, '--partition', 'all', '--bags-of', '20,60', '--json'];
    const bundle = await seje('evaluate', '--bundle', at('run', 'bundle'), ...asked);
    expect(bundle, bundle.stderr).toMatchObject({ code: 0 });
    const gallery = at('gallery.html');
    const run = await seje('evaluate', '--run', at('run'), ...asked, '--gallery', gallery);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    const [ofBundle, ofRun] = [bundle, run].map(({ stdout }) => JSON.parse(stdout) as EvaluationFile);
    expect(ofRun!.furtherBagSizes).toMatchObject([{ bagSize: 60, wholeSplit: true }]);
    expect(ofRun!.imageToRecipe.medianRank).toBeCloseTo(ofBundle!.imageToRecipe.medianRank, 0);
    expect(ofRun!.dataFingerprint).toBe(ofBundle!.dataFingerprint);
    expect(await readFile(gallery, 'utf8')).toMatch(/The right one is at rank \d+/);
  });

  it('adds and subtracts dishes', async () => {
    const page = at('arithmetic.html');
    const terms = ['chicken salad', '-', 'salad', '+', 'curry'];
    const options = ['--run', at('run'), '--data', kitchen, '--partition', 'all', '--page', page];
    const done = await seje('arithmetic', ...terms, ...options, '--json');
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(done.stdout)).toMatchObject({
      expression: terms.join(' '),
      photos: { length: 5 },
      recipes: { length: 5 },
    });
    expect(await readFile(page, 'utf8')).toContain('<h1>chicken salad - salad + curry</h1>');
  });

  it('reads a folder of schema.org recipes', async () => {
    const site = at('site');
    await mkdir(site);
    const layer1 = JSON.parse(await readFile(join(kitchen, 'layer1.json'), 'utf8')) as {
      id: string;
      title: string;
      partition: string;
      ingredients: { text: string }[];
      instructions: { text: string }[];
    }[];
    const layer2 = JSON.parse(await readFile(join(kitchen, 'layer2.json'), 'utf8')) as {
      id: string;
      images: { id: string }[];
    }[];
    for (const recipe of layer1) {
      const photo = layer2.find(({ id }) => id === recipe.id)!.images[0]!.id;
      await cp(
        join(kitchen, 'images', recipe.partition, photo[0]!, photo[1]!, photo[2]!, photo[3]!, photo),
        join(site, photo),
      );
      await writeFile(
        join(site, `${recipe.id}.json`),
        JSON.stringify({
          '@context': 'https://schema.org',
          '@type': 'Recipe',
          name: recipe.title,
          recipeIngredient: recipe.ingredients.map(({ text }) => text),
          recipeInstructions: recipe.instructions.map(({ text }) => ({ '@type': 'HowToStep', text })),
          image: photo,
        }),
      );
    }
    const out = at('site-run');
    const done = await seje('pipeline', '--data', site, '--out', out, '--experiment', experiment, '--json');
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(done.stdout)).toMatchObject({
      preprocess: { layout: 'schema.org', read: { recipes: 60 } },
    });
  });
});

describe('seje, used wrongly', () => {
  it.each([
    ['an unknown command', ['cook'], /unknown command/],
    ['a missing option', ['pipeline', '--data', 'x'], /required option/],
    ['no recipes at all', ['synthesize', '--out', 'x', '--recipes', '0'], /At least 1/],
    ['half a subcommand', ['weights', 'export', '--out', 'x'], /required option/],
    ['nothing to measure on', ['export', '--out', 'x', '--quantize', 'int8'], /needs --data/],
    ['an unknown option of the service', ['serve', '--cook'], /required option/],
    ['a number that is none', ['synthesize', '--out', 'x', '--recipes', 'many'], /not a whole number/],
  ])('answers %s with exit code 2', async (_what, args, words) => {
    const { code, stderr } = await seje(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });

  it('names what is wrong with a data set and exits with 1', async () => {
    await mkdir(at('empty'), { recursive: true });
    const done = await seje(
      'pipeline',
      '--data',
      at('empty'),
      '--out',
      at('none'),
      '--experiment',
      experiment,
    );
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/layer1\.json.*\[DATA_LAYOUT_UNKNOWN\]/s);
    expect(done.stderr).not.toMatch(/\n\s+at /);
  });

  it('reports every problem of an experiment at once', async () => {
    const wrong = at('wrong.json');
    await writeFile(wrong, JSON.stringify({ name: 'x', training: { batchsize: 3 }, seed: 'one' }));
    const done = await seje('pipeline', '--data', kitchen, '--out', at('none'), '--experiment', wrong);
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/batchsize/);
    expect(done.stderr).toMatch(/seed/);
  });

  it('prints help with examples and exits with 0', async () => {
    const { code, stdout } = await seje('pipeline', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Example:');
  });
});
