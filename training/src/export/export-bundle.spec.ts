import { openBundle } from '@seje/artifacts';
import { Random, matrixOf, sha256 } from '@seje/core';
import { openPhotoEncoder, openRecipeEncoder } from '@seje/encoders';
import {
  TEXT_STATE_FORMAT,
  TermVectors,
  readTextState,
  writeTextState,
  writeVocabBin,
} from '@seje/preprocessing';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Backbone } from '../backbones/backbone.js';
import { experimentOf } from '../experiment.js';
import { placeTextEncoder } from '../fitting/text-encoder-files.js';
import { initialImageWeights } from '../networks/image-encoder.js';
import { JointEmbedding } from '../networks/joint-embedding.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { initialRecipeWeights } from '../networks/recipe-encoder.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { type ExportParts, exportBundle } from './export-bundle.js';
import { imageEncoderOnnx } from './image-encoder-onnx.js';
import { OnnxGraph } from './onnx-graph.js';
import { largestDifference } from './parity.js';
import { PARITY_SAMPLES, paritySamples } from './parity-samples.js';
import { recipeEncoderOnnx } from './recipe-encoder-onnx.js';
import { sampledFeatures } from './sampled-features.fixture.js';
import { trainedEncoders } from './trained-encoders.js';

const WORDS = ['apple', 'bread', 'carrot'];
const TERM_DIMENSION = 5;
const FEATURE_DIMENSION = 12;
const experiment = experimentOf({
  name: 'export-test',
  text: { termDimension: TERM_DIMENSION },
  network: { jointDimension: 8, sentenceHidden: 6, termHidden: 7 },
});
const widths = {
  termDimension: TERM_DIMENSION,
  sentenceDimension: TERM_DIMENSION,
  featureDimension: FEATURE_DIMENSION,
};

/** Weights as after training: batch norm's four arrays and all biases are moved too. */
function trainedWeights(seed: number, { network } = experiment): ExportParts['weights'] {
  const random = Random.derived(seed, 'weights');
  const moved = (weights: NamedWeights): NamedWeights =>
    Object.fromEntries(
      Object.entries(weights).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((x) => x + random.between(0, 0.5)) },
      ]),
    );
  return {
    recipe: moved(initialRecipeWeights(widths, network, random)),
    image: moved(initialImageWeights({ photoDimension: FEATURE_DIMENSION }, network, random)),
  };
}

async function writeTrunk(path: string): Promise<Backbone> {
  const graph = new OnnxGraph('means');
  const image = graph.input('pixels', 'float32', ['B', 3, 224, 224]);
  const means = graph.node('AveragePool', [image], { kernel_shape: [112, 112], strides: [112, 112] });
  graph.output('pooled', graph.node('Flatten', [means]), { dims: ['B', FEATURE_DIMENSION] });
  await writeFile(path, graph.toBytes());
  return {
    name: 'means',
    path,
    input: 'pixels',
    output: 'pooled',
    featureDimension: FEATURE_DIMENSION,
    fingerprint: sha256(graph.toBytes()),
    preprocessing: {
      resize: 256,
      crop: 224,
      kernel: 'linear',
      channelOrder: 'rgb',
      mean: [128, 128, 128],
      std: [64, 64, 64],
      layout: 'nchw',
    },
  };
}

let root: string;
let parts: ExportParts;
let target: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'seje-export-'));
  const vectors = matrixOf(WORDS.length, TERM_DIMENSION);
  vectors.data.forEach((_, i) => (vectors.data[i] = Math.sin(i)));
  await writeVocabBin(join(root, 'vocab.bin'), new TermVectors(WORDS, vectors));
  await writeTextState(join(root, 'text.json'), {
    format: TEXT_STATE_FORMAT,
    rater: { name: 'none' },
    keyTerms: { name: 'all-words' },
    entities: { name: 'rules' },
    sentences: { name: 'mean' },
    documents: 3,
    documentFrequencies: { apple: 1 },
    lexicon: [],
    stopWords: [],
    maxIngredients: 20,
    maxSentences: 20,
    termDimension: TERM_DIMENSION,
    termCount: WORDS.length,
  });
  const { tf } = await openTensorEngine('wasm');
  const weights = trainedWeights(1);
  parts = {
    experiment,
    weights,
    trained: trainedEncoders(new JointEmbedding(tf, weights, experiment.network)),
    samples: paritySamples(sampledFeatures(widths, 100), Random.fromSeed(1)),
    backbone: await writeTrunk(join(root, 'trunk.onnx')),
    textDirectory: root,
    dataFingerprint: 'data',
    createdAt: new Date('2026-01-02T03:04:05Z'),
  };
});
beforeEach(async () => {
  target = join(await mkdtemp(join(root, 'case-')), 'bundle');
});

describe('exportBundle with the rater bert', () => {
  it('puts the text encoder into the bundle, which then needs nothing else', async (ctx) => {
    const minilm = join(process.env['SEJE_CACHE'] ?? '.seje/cache', 'minilm');
    if (!existsSync(join(minilm, 'tokenizer.json'))) {
      ctx.skip(`no text encoder in ${minilm}: npm run minilm:install`);
    }
    const textDirectory = await mkdtemp(join(root, 'text-'));
    await cp(join(root, 'vocab.bin'), join(textDirectory, 'vocab.bin'));
    const settings = { rater: 'bert', sentenceEncoder: 'mean', bert: minilm } as const;
    const encoders = await placeTextEncoder(settings, textDirectory);
    const state = await readTextState(join(root, 'text.json'));
    await writeTextState(join(textDirectory, 'text.json'), { ...state, ...encoders });
    const bundle = await exportBundle(target, { ...parts, textDirectory });
    expect(Object.keys(bundle.manifest.files)).toEqual(
      expect.arrayContaining(['text-encoder.onnx', 'tokenizer.json']),
    );
    await rm(textDirectory, { recursive: true });

    const encoder = await openRecipeEncoder(await openBundle(target), { provider: 'cpu' });
    const recipe = { title: 'apple bread', ingredients: ['carrot'], instructions: [] };
    const { knownTerms } = await encoder.extractor.extract(recipe);
    expect(knownTerms).toBe(3);
    expect((await encoder.encodeRecipes([recipe])).rows).toBe(1);
    await encoder.release();
  });
});

describe('exportBundle', () => {
  it('writes a bundle whose encoders compute what the trained networks do', async () => {
    const bundle = await exportBundle(target, parts);
    expect((await openBundle(target)).fingerprint).toBe(bundle.fingerprint);
    const { parity, dimension, image, text } = bundle.manifest;
    expect(parity.samples).toBe(PARITY_SAMPLES);
    for (const difference of [parity.recipe, parity.image]) {
      expect(difference).toBeGreaterThan(0);
      expect(difference).toBeLessThan(1e-5);
    }
    expect({ dimension, text: text.termDimension, image: image.featureDimension }).toEqual({
      dimension: 8,
      text: TERM_DIMENSION,
      image: FEATURE_DIMENSION,
    });

    const recipes = await openRecipeEncoder(bundle, { provider: 'cpu' });
    const recipe = { title: 'apple', ingredients: ['bread'], instructions: ['carrot carrot', 'apple'] };
    const trained = await parts.trained.recipes([await recipes.extractor.extract(recipe)]);
    expect(largestDifference('recipe encoder', trained, await recipes.encodeRecipes([recipe]))).toBeLessThan(
      1e-5,
    );

    const photos = await openPhotoEncoder(bundle, { provider: 'cpu' });
    const exported = await photos.encodeFeatures(parts.samples.images);
    expect(
      largestDifference('image encoder', await parts.trained.images(parts.samples.images), exported),
    ).toBeLessThan(1e-5);
  });

  it('reads no sentences where the network was trained without', async () => {
    const { tf } = await openTensorEngine('wasm');
    const termsOnly = { ...experiment, network: { ...experiment.network, sentences: false } };
    const weights = trainedWeights(1, termsOnly);
    const model = new JointEmbedding(tf, weights, termsOnly.network);
    expect(Object.keys(model.trainable()).filter((name) => name.includes('lstm'))).toEqual([]);
    const bundle = await exportBundle(target, {
      ...parts,
      experiment: termsOnly,
      weights,
      trained: trainedEncoders(model),
    });
    expect(bundle.manifest.parity.recipe).toBeLessThan(1e-5);

    const encoder = await openRecipeEncoder(await openBundle(target), { provider: 'cpu' });
    const recipe = { title: 'apple', ingredients: ['bread'], instructions: ['apple bread'] };
    const twice = { ...recipe, instructions: ['apple', 'bread'] };
    const { data, columns } = await encoder.encodeRecipes([recipe, twice]);
    expect(data.subarray(0, columns)).toEqual(data.subarray(columns));
    await encoder.release();
  });

  it('writes nothing where the export differs from the trained networks', async () => {
    const { tf } = await openTensorEngine('wasm');
    const others = trainedEncoders(new JointEmbedding(tf, trainedWeights(2), experiment.network));
    await expect(exportBundle(target, { ...parts, trained: others })).rejects.toThrow(
      expect.objectContaining({
        code: 'PARITY_FAILED',
        message: expect.stringMatching(/recipe encoder .*worst: sample \d+/),
      }),
    );
    await expect(
      exportBundle(target, { ...parts, trained: { ...parts.trained, images: others.images } }),
    ).rejects.toThrow(/image encoder/);
    expect(await readdir(join(target, '..'))).toEqual([]);
  });

  it('refuses a bundle that is there unless told to replace it', async () => {
    await exportBundle(target, parts);
    await expect(exportBundle(target, parts)).rejects.toThrow(
      expect.objectContaining({ code: 'BUNDLE_INVALID' }),
    );
    await exportBundle(target, { ...parts, dataFingerprint: 'newer', replace: true });
    expect((await openBundle(target)).manifest.dataFingerprint).toBe('newer');
  });
});

describe('weights that do not fit', () => {
  const { network } = experiment;
  const refusal = (found: RegExp): unknown =>
    expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(found) });

  it('names every problem with both shapes', () => {
    const { 'lstm.bias': _, ...rest } = trainedWeights(1).recipe;
    const weights = { ...rest, 'joint.kernel': { shape: [3, 8], data: new Float32Array(24) } };
    expect(() => recipeEncoderOnnx(weights, { ...network, ...widths })).toThrow(
      refusal(
        /expected .*lstm\.bias \[24\], joint\.kernel \[13, 8\]; found .*lstm\.bias missing, joint\.kernel \[3, 8\]/,
      ),
    );
  });

  it('refuses an LSTM that the network should not have', () => {
    const { recipe } = trainedWeights(1);
    expect(() => recipeEncoderOnnx(recipe, { ...network, ...widths, sentences: false })).toThrow(
      refusal(/joint\.kernel \[7, 8\].*lstm\.kernel not there/),
    );
  });

  it.each([
    [
      'a weight too many',
      { extra: { shape: [1], data: new Float32Array(1) } },
      /extra not there.*extra \[1\]/,
    ],
    [
      'fewer numbers than the shape says',
      { 'joint.bias': { shape: [8], data: new Float32Array(7) } },
      /7 numbers/,
    ],
    ['NaN', { 'joint.bias': { shape: [8], data: new Float32Array(8).fill(NaN) } }, /joint\.bias NaN at 0/],
    [
      'a negative variance',
      { 'norm.movingVariance': { shape: [8], data: new Float32Array(8).fill(-1) } },
      /-1/,
    ],
  ])('refuses %s', (_, wrong, found) => {
    const weights = { ...trainedWeights(1).image, ...wrong };
    const shape = { ...network, featureDimension: FEATURE_DIMENSION, categoryDimension: 0 };
    expect(() => imageEncoderOnnx(weights, shape)).toThrow(refusal(found));
  });
});
