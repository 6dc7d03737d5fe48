import { type RecipeRecord, noProgress } from '@seje/core';
import { openTextFeatureExtractor } from '@seje/preprocessing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experimentOf } from '../experiment.js';
import { fitText } from '../fitting/fit-text.fixture.js';
import { type BundledWorker, bundledWorker } from '../threads/bundled-worker.fixture.js';
import { extractTextsOnThreads } from './extract-texts-on-threads.js';
import { extractTexts } from './extract-texts.js';
import { KITCHEN_SETTINGS } from './kitchen/index.js';
import { kitchenRecipes } from './kitchen/kitchen-recipes.js';
import type { StoredText } from './text-feature-shards.js';

const plan = { recipes: 300, seed: 5, settings: KITCHEN_SETTINGS.easy, textOnly: true } as const;
const recipes = [...kitchenRecipes(plan)].map(({ id, partition, text }): RecipeRecord => ({
  id,
  partition,
  title: text.title,
  ingredients: text.lines.map((line) => line.text),
  instructions: text.instructions,
  photos: [],
}));

async function* stream(breaksAt = Infinity): AsyncGenerator<RecipeRecord> {
  for (const [i, recipe] of recipes.entries()) {
    if (i === breaksAt) throw new Error('the data set broke');
    yield recipe;
  }
}

async function all(texts: AsyncIterable<StoredText>): Promise<StoredText[]> {
  const found: StoredText[] = [];
  for await (const text of texts) found.push(text);
  return found;
}

let directory: string;
let bundled: BundledWorker;
beforeAll(async () => {
  bundled = await bundledWorker(new URL('texts.worker.ts', import.meta.url));
  directory = await mkdtemp(join(tmpdir(), 'seje-texts-'));
  const { text } = experimentOf({ name: 'threads', text: { termDimension: 12, iterations: 1, minCount: 2 } });
  await fitText(() => stream(), text, { out: directory, seed: 1, onProgress: noProgress });
});
afterAll(async () => {
  await bundled.remove();
  await rm(directory, { recursive: true });
});

const onThreads = (threads: number, records = stream(), from = directory) =>
  extractTextsOnThreads(records, { directory: from, provider: 'cpu', threads, worker: bundled.url });

describe('text features on threads', () => {
  it.for([1, 2, 3])('are those of one thread, in order, on %d', async (threads) => {
    const extractor = await openTextFeatureExtractor(directory);
    const expected = await all(extractTexts(stream(), extractor));
    expect(await all(onThreads(threads))).toEqual(expected);
  });

  it('say what the threads cannot open', async () => {
    await expect(all(onThreads(2, stream(), join(directory, 'none')))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  it('end where the recipes do, and where they are no longer wanted', async () => {
    await expect(all(onThreads(2, stream(100)))).rejects.toThrow('the data set broke');
    for await (const { id } of onThreads(2)) {
      expect(id).toBe(recipes[0]!.id);
      break;
    }
  });

  it('name a thread that dies', async () => {
    const worker = new URL('data:text/javascript,process.exit(3)');
    const dying = extractTextsOnThreads(stream(), { directory, provider: 'cpu', threads: 2, worker });
    await expect(all(dying)).rejects.toThrow(/thread that reads texts died; found exit code 3/);
  });
});
