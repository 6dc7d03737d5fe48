import { createOnnxSession } from '@seje/artifacts';
import { Random } from '@seje/core';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestContext, beforeEach, describe, expect, it } from 'vitest';
import { experimentOf } from '../../training/src/experiment.js';
import { imageEncoderOnnx, imageEncoderShapes } from '../../training/src/export/image-encoder-onnx.js';
import { recipeEncoderOnnx, recipeEncoderShapes } from '../../training/src/export/recipe-encoder-onnx.js';
import {
  type WeightsByNetwork,
  readNetworkFiles,
  writeNetworkFiles,
} from '../../training/src/interchange/network-files.js';
import { initialImageWeights } from '../../training/src/networks/image-encoder.js';
import { initialRecipeWeights } from '../../training/src/networks/recipe-encoder.js';
import { PYTORCH } from '../python/environments.mjs';
import { findPython, noPython } from '../python/find-python.mjs';

/* The module of docs/interchange.md, run by PyTorch itself. */

const python = findPython(PYTORCH, ['torch', 'safetensors']);
const script = fileURLToPath(new URL('run.py', import.meta.url));
const docs = fileURLToPath(new URL('../../docs/interchange.md', import.meta.url));

const experiment = experimentOf({
  name: 'pytorch',
  network: { jointDimension: 12, sentenceHidden: 9, termHidden: 8 },
});
const { network } = experiment;
const text = { termDimension: 7, sentenceDimension: 6 };
const image = { featureDimension: 10, categoryDimension: 0 };
const wanted = {
  'recipe-encoder': { shapes: recipeEncoderShapes({ ...network, ...text }), optional: false },
  'image-encoder': { shapes: imageEncoderShapes({ ...network, ...image }), optional: false },
};

const [B, S] = [4, 5] as const;
const random = Random.fromSeed(6);
const rows = (count: number, width: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: width }, () => random.normal()));
const features = {
  term: rows(B, text.termDimension),
  sentences: Array.from({ length: B }, () => rows(S, text.sentenceDimension)),
  counts: [5, 1, 3, 2],
  feature: rows(B, image.featureDimension),
};

interface Embeddings {
  readonly recipes: readonly number[];
  readonly images: readonly number[];
}

function inPyTorch(ctx: TestContext, folder: string, ...rest: readonly string[]): Embeddings {
  if (python === undefined) ctx.skip(noPython(PYTORCH));
  const input = JSON.stringify(features);
  const done = spawnSync(python, [script, docs, folder, ...rest], { input, encoding: 'utf8' });
  expect(done.status, done.stderr).toBe(0);
  return JSON.parse(done.stdout) as Embeddings;
}

async function exported(weights: WeightsByNetwork): Promise<Embeddings> {
  const flat = (values: readonly (readonly number[])[]): Float32Array => Float32Array.from(values.flat());
  const recipe = recipeEncoderOnnx(weights['recipe-encoder']!, { ...network, ...text });
  const recipes = await createOnnxSession(recipe, { provider: 'cpu' });
  const photo = imageEncoderOnnx(weights['image-encoder']!, { ...network, ...image });
  const photos = await createOnnxSession(photo, { provider: 'cpu' });
  const ofRecipes = await recipes.run({
    term: { dims: [B, text.termDimension], data: flat(features.term) },
    sentences: { dims: [B, S, text.sentenceDimension], data: flat(features.sentences.flat()) },
    sentenceCounts: { dims: [B], data: Int32Array.from(features.counts) },
  });
  const ofPhotos = await photos.run({
    feature: { dims: [B, image.featureDimension], data: flat(features.feature) },
  });
  await Promise.all([recipes.release(), photos.release()]);
  return {
    recipes: [...(ofRecipes['embedding']!.data as Float32Array)],
    images: [...(ofPhotos['embedding']!.data as Float32Array)],
  };
}

function expectClose(found: Embeddings, expected: Embeddings): void {
  for (const kind of ['recipes', 'images'] as const) {
    expect(found[kind].length).toBe(B * network.jointDimension);
    for (const [i, x] of expected[kind].entries()) expect(Math.abs(x - found[kind][i]!)).toBeLessThan(1e-5);
  }
}

let folder: string;
let trained: WeightsByNetwork;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-pytorch-'));
  trained = {
    'recipe-encoder': initialRecipeWeights(text, network, random),
    'image-encoder': initialImageWeights({ photoDimension: image.featureDimension }, network, random),
  };
  await writeNetworkFiles(folder, trained, experiment);
  return () => rm(folder, { recursive: true });
});

describe('the documented PyTorch module', () => {
  it('computes with exported weights what the exported network does', async (ctx) => {
    expectClose(inPyTorch(ctx, folder), await exported(trained));
  });

  it('hands over weights with which the exported network computes what it does', async (ctx) => {
    const there = inPyTorch(ctx, folder, 'save');
    const weights = await readNetworkFiles(folder, wanted, experiment);
    expect(weights).not.toEqual(trained);
    expectClose(await exported(weights), there);
  });
});
