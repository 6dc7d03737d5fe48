import { Random, SejeError } from '@seje/core';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { experimentOf } from '../experiment.js';
import { initialClassifierWeights } from '../networks/category-classifier.js';
import { initialImageWeights } from '../networks/image-encoder.js';
import { initialTaggerWeights } from '../networks/ingredient-tagger.js';
import { linearWeights, lstmWeights, uniform } from '../networks/initial-weights.js';
import { initialDiscriminatorWeights } from '../networks/modality-discriminator.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { initialRecipeWeights } from '../networks/recipe-encoder.js';
import { decodeSafetensors, encodeSafetensors } from '../networks/safetensors.js';
import {
  type WantedNetwork,
  type WeightsByNetwork,
  readNetworkFiles,
  writeNetworkFiles,
} from './network-files.js';
import { PHASE_ONE_NETWORKS, type NetworkName } from './network-layers.js';
import { PHASE_ONE_WEIGHTS } from './phase-one-weights.js';

const experiment = experimentOf({
  name: 'interchange',
  network: { jointDimension: 7, sentenceHidden: 5, termHidden: 6 },
});
const { network } = experiment;
const random = Random.fromSeed(3);
const text = { termDimension: 4, sentenceDimension: 3 };

/** Every network, no number of them at its start value, one of them -0. */
const networks: WeightsByNetwork = Object.fromEntries(
  Object.entries({
    'recipe-encoder': initialRecipeWeights(text, network, random),
    'image-encoder': initialImageWeights({ photoDimension: 9, categoryDimension: 2 }, network, random),
    'category-classifier': initialClassifierWeights({ jointDimension: 7, categories: 3 }, random),
    'modality-discriminator': initialDiscriminatorWeights({ jointDimension: 7, hidden: [6, 5] }, random),
    'sentence-encoder': {
      words: uniform([8, 4], 1, random),
      ...lstmWeights('encoder', [4, 5], random),
    },
    'ingredient-tagger': initialTaggerWeights({ rows: 11, embedding: 4, hidden: 3, layers: 2 }, random),
    categoriser: linearWeights('head', [9, 4], random),
  } satisfies Record<NetworkName, NamedWeights>).map(([name, weights]) => [name, moved(weights)]),
);

function moved(weights: NamedWeights): NamedWeights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((x, i) => (i === 0 ? -0 : x + random.normal())) },
    ]),
  );
}

const wantedOf = (weights: WeightsByNetwork): Partial<Record<NetworkName, WantedNetwork>> =>
  Object.fromEntries(
    Object.entries(weights).map(([name, arrays]) => [
      name,
      {
        shapes: Object.fromEntries(Object.entries(arrays).map(([key, { shape }]) => [key, shape])),
        optional: name !== 'recipe-encoder',
      },
    ]),
  );

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-interchange-'));
  return () => rm(folder, { recursive: true });
});

describe('network files', () => {
  it('bring every network back bit for bit', async () => {
    await writeNetworkFiles(folder, networks, experiment);
    const back = await readNetworkFiles(folder, wantedOf(networks), experiment);
    expect(back).toEqual(networks); // -0 is not 0 here
  });

  it('have PyTorch’s names and shapes, and say what they are of', async () => {
    await writeNetworkFiles(folder, networks, experiment);
    const file = await readFile(join(folder, 'recipe-encoder.safetensors'));
    const { arrays, metadata } = decodeSafetensors(file, 'file');
    expect(Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]))).toEqual({
      'term.weight': [6, 4],
      'term.bias': [6],
      'lstm.weight_ih_l0': [20, 3],
      'lstm.weight_hh_l0': [20, 5],
      'lstm.bias_ih_l0': [20],
      'lstm.bias_hh_l0': [20],
      'joint.weight': [7, 11],
      'joint.bias': [7],
      'norm.weight': [7],
      'norm.bias': [7],
      'norm.running_mean': [7],
      'norm.running_var': [7],
    });
    expect(metadata).toMatchObject({
      format: 'pt',
      network: 'recipe-encoder',
      experiment: 'interchange',
      leakyReluSlope: '0.02',
      normEpsilon: '0.00001',
    });
    const tagger = await readFile(join(folder, 'ingredient-tagger.safetensors'));
    expect(Object.keys(decodeSafetensors(tagger, 'file').arrays)).toEqual(
      expect.arrayContaining(['lstm.weight_ih_l1_reverse', 'embedding.weight', 'line.weight']),
    );
  });

  it('of another run are removed', async () => {
    await writeNetworkFiles(folder, networks, experiment);
    const { 'recipe-encoder': recipe } = networks;
    await writeNetworkFiles(folder, { 'recipe-encoder': recipe! }, experiment);
    expect(Object.keys(await readNetworkFiles(folder, wantedOf(networks), experiment))).toEqual([
      'recipe-encoder',
    ]);
  });

  it('may count batches, as PyTorch does', async () => {
    await writeNetworkFiles(folder, networks, experiment);
    const path = join(folder, 'image-encoder.safetensors');
    const { arrays, metadata } = decodeSafetensors(await readFile(path), path);
    const counter = { shape: [], data: Float32Array.of(12) };
    await writeFile(
      path,
      encodeSafetensors({ arrays: { ...arrays, 'norm.num_batches_tracked': counter }, metadata }),
    );
    expect(await readNetworkFiles(folder, wantedOf(networks), experiment)).toEqual(networks);
  });

  it('are refused with everything that is wrong in one error', async () => {
    await writeNetworkFiles(folder, networks, experiment);
    const change = async (
      name: NetworkName,
      change: (arrays: Record<string, unknown>) => void,
    ): Promise<void> => {
      const path = join(folder, `${name}.safetensors`);
      const { arrays, metadata } = decodeSafetensors(await readFile(path), path);
      const changed = { ...arrays };
      change(changed);
      await writeFile(path, encodeSafetensors({ arrays: changed, metadata }));
    };
    await rm(join(folder, 'recipe-encoder.safetensors'));
    await change('image-encoder', (arrays) => {
      delete arrays['norm.weight'];
      arrays['joint.weight'] = { shape: [11, 7], data: new Float32Array(77) };
    });
    await change('category-classifier', (arrays) => {
      arrays['category.bias'] = { shape: [3], data: Float32Array.of(0, Number.NaN, 0) };
    });
    await writeFile(join(folder, 'modality-discriminator.safetensors'), 'torn');
    await writeFile(join(folder, 'critic.safetensors'), 'what is this?');
    const error = await readNetworkFiles(folder, wantedOf(networks), experiment).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SejeError);
    const { code, message } = error as SejeError;
    expect(code).toBe('MODEL_INVALID');
    for (const part of [
      'recipe-encoder.safetensors: missing',
      'joint.weight [7, 11]',
      'joint.weight [11, 7]',
      'norm.weight missing',
      'category.bias NaN at 1',
      'modality-discriminator.safetensors: 4 bytes',
      'critic.safetensors: a network that this run has no place for',
    ])
      expect(message).toContain(part);
  });

  it('are refused where a setting differs that the weights do not show', async () => {
    await writeNetworkFiles(folder, networks, experiment);
    const other = { ...experiment, network: { ...network, normEpsilon: 1e-3 } };
    await expect(readNetworkFiles(folder, wantedOf(networks), other)).rejects.toThrow(
      /normEpsilon 0\.001.*normEpsilon 0\.00001/,
    );
  });

  it('are looked for in a folder', async () => {
    await expect(readNetworkFiles(join(folder, 'none'), {}, experiment)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});

describe('the networks of Phase I', () => {
  it.each(PHASE_ONE_NETWORKS)('%s comes out of its ONNX file bit for bit, and makes it again', (name) => {
    const { read, write } = PHASE_ONE_WEIGHTS[name];
    const weights = { ...networks[name]! };
    if (name === 'ingredient-tagger') {
      // row 0 of the table is the empty one, which the export zeroes
      const { shape, data } = weights['embedding.table']!;
      weights['embedding.table'] = { shape, data: data.slice().fill(0, 0, 4) };
    }
    const onnx = write(weights);
    expect(read(Buffer.from(onnx))).toEqual(weights);
    expect(write(read(onnx))).toEqual(onnx);
  });
});
