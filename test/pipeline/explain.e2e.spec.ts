import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '@seje/artifacts';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';

const launcher = fileURLToPath(new URL('../../bin/seje.mjs', import.meta.url));
const env = { ...process.env, ENGINE: 'wasm' };
const run = promisify(execFile);

let folder: string;
let bundle: string;
let recipe: string;
const sentences = {
  sentenceEncoder: 'lstm',
  sentenceDimension: 6,
  sentenceTraining: { maxEpochs: 2, maxWords: 12, samples: 20, contrast: 0.5, hashedWords: 10 },
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-explain-'));
  const at = (name: string): string => join(folder, name);
  const tiny = await makeTinyBundle(at('tiny'));
  const { featureDimension, preprocessing } = tiny.manifest.image;
  const backbone = at('grid.onnx');
  await cp(tiny.path('image-trunk.onnx'), backbone);
  await writeFile(`${backbone}.json`, JSON.stringify({ name: 'grid', featureDimension, preprocessing }));
  await writeFile(
    at('experiment.json'),
    JSON.stringify({
      name: 'explain-test',
      text: {
        termDimension: 16,
        minCount: 2,
        minPhraseCount: 2,
        rater: 'text-rank',
        keyTerms: 'spec',
        ...sentences,
      },
      categories: { dishNames: 'dishes.txt' },
      image: { backbone },
      network: { jointDimension: 8, sentenceHidden: 8, termHidden: 8 },
      training: { batchSize: 16, maxEpochs: 1, validationBag: 4 },
      evaluation: { bagSize: 4, bags: 1 },
    }),
  );
  await writeFile(at('dishes.txt'), 'pizza\nfried_rice\nfluffy_pancakes\n');
  const seje = async (...args: string[]): Promise<unknown> =>
    run(process.execPath, [launcher, ...args], { env });
  await seje('synthesize', '--recipes', '40', '--seed', '5', '--out', at('kitchen'));
  await seje('pipeline', '--data', at('kitchen'), '--out', at('run'), '--experiment', at('experiment.json'));
  bundle = join(at('run'), 'bundle');
  const [first] = JSON.parse(await readFile(join(at('kitchen'), 'layer1.json'), 'utf8')) as {
    title: string;
    ingredients: { text: string }[];
    instructions: { text: string }[];
  }[];
  const lines = (from: { text: string }[]): string[] => from.map((line) => line.text);
  recipe = at('recipe.json');
  await writeFile(
    recipe,
    JSON.stringify({
      title: first!.title,
      ingredients: lines(first!.ingredients),
      instructions: [...lines(first!.instructions), 'Shove it into the blender.', 'Whisk.'],
    }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Explained {
  entities: string[];
  actions: string[];
  utensils: string[];
  unknownTerms: string[];
  category: { number: number; name: string };
  ratings: { term: string; rating: number; nearest: { term: string; similarity: number }[] }[];
}

describe('seje explain', () => {
  it('shows key terms, ratings and nearest terms of a recipe with the settings of its bundle', async () => {
    const args = [launcher, 'explain', recipe, '--bundle', bundle];
    const { stdout } = await run(process.execPath, [...args, '--json'], { env });
    const explained = JSON.parse(stdout) as Explained;
    expect(explained).toMatchObject({
      settings: { rater: 'text-rank', keyTerms: 'spec', sentences: 'lstm' },
    });
    const { manifest } = await openBundle(bundle);
    expect(manifest.text.sentenceDimension).toBe(6 + 10);
    expect(Object.keys(manifest.files)).toContain('sentence-encoder.onnx');

    expect(explained.entities.length).toBeGreaterThan(0);
    expect(explained.actions).toContain('whisk');
    expect(explained.utensils).toContain('blender');
    expect(explained.ratings.reduce((sum, { rating }) => sum + rating, 0)).toBeCloseTo(1, 9);
    const keyTerms = new Set([...explained.entities, ...explained.actions, ...explained.utensils]);
    const shown = [...explained.ratings.map(({ term }) => term), ...explained.unknownTerms];
    expect(shown.sort()).toEqual([...keyTerms].sort());
    for (const { term, nearest } of explained.ratings) {
      expect(nearest).toHaveLength(5);
      expect(nearest.map((near) => near.term)).not.toContain(term);
    }

    // of the dish names; 40 recipes are too few for a bigram
    expect(explained.category).toEqual({ number: 1, name: 'pizza' });

    const plain = await run(process.execPath, args, { env });
    expect(plain.stdout).toContain('pizza (1)');
    expect(plain.stdout).toContain('rated by text-rank');
    expect(plain.stdout).toContain(explained.ratings[0]!.term);
  });

  it('takes the categories of classes1M.pkl, as a run writes it, where the experiment asks for them', async () => {
    const at = (...names: string[]): string => join(folder, ...names);
    const read = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await cp(at('run', 'classes1M.pkl'), at('kitchen', 'classes1M.pkl'));
    const settings = await read(at('experiment.json'));
    await writeFile(at('file.json'), JSON.stringify({ ...settings, categories: { source: 'file' } }));
    const out = at('from-file');
    const args = ['preprocess', '--data', at('kitchen'), '--out', out, '--experiment', at('file.json')];
    await run(process.execPath, [launcher, ...args], { env });
    const fromFile = await read(join(out, 'preprocess.json'));
    const fromTitles = await read(at('run', 'preprocess.json'));
    expect(fromFile['categories']).toMatchObject({ source: 'file' });
    const { categories } = fromTitles['pairs'] as { categories: { number: number; train: number }[] };
    expect(categories.filter(({ train }) => train > 0).length).toBeGreaterThan(2);
    expect(fromFile['pairs']).toEqual(fromTitles['pairs']);
    const rows = (from: string) => readFile(at(from, 'features', 'rows.ndjson'), 'utf8');
    expect(await rows('from-file')).toBe(await rows('run'));
  });

  it('reads standard input and names what is wrong there', async () => {
    const child = spawn(process.execPath, [launcher, 'explain', '-', '--bundle', bundle], { env });
    child.stdin.end('{"title": "Soup", "steps": []}');
    const [errors, code] = await Promise.all([
      text(child.stderr),
      new Promise((resolve) => child.on('close', resolve)),
    ]);
    expect(code).toBe(1);
    expect(errors).toContain('steps');
    expect(errors).toContain('standard input');
  });
});
