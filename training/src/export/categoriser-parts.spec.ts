import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { matrixOf } from '@seje/core';
import { writeLabelVectors } from '@seje/preprocessing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backbone } from '../backbones/backbone.js';
import { TORCHVISION_PREPROCESSING } from '../backbones/described-weights.js';
import { writeRandomCategoriser } from '../fitting/categoriser.fixture.js';
import { categoriserParts } from './categoriser-parts.js';

const LABELS = ['tomato_soup', 'apple_pie'];
const { categoriserTrunk, labelVectors } = OPTIONAL_BUNDLE_FILES;

let folder: string;
const backboneCalled = (name: string): Backbone => ({
  name,
  path: join(folder, `${name}.onnx`),
  input: 'image',
  output: 'feature',
  featureDimension: 4,
  preprocessing: TORCHVISION_PREPROCESSING,
  fingerprint: name,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-parts-'));
  const frozen = backboneCalled('frozen');
  await writeFile(frozen.path, 'a network');
  await writeRandomCategoriser(folder, LABELS, frozen);
  await writeLabelVectors(join(folder, labelVectors), matrixOf(2, 3));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a categoriser in a bundle', () => {
  it('shares the trunk that it was trained on', async () => {
    const parts = await categoriserParts(folder, { backbone: backboneCalled('frozen') });
    expect(parts!.manifest).toEqual({ dimension: 3, labels: 2 });
    expect(parts!.files).not.toHaveProperty(categoriserTrunk);
  });

  it('keeps that trunk beside the fine-tuned one', async () => {
    const frozenBackbone = backboneCalled('frozen');
    const parts = await categoriserParts(folder, { backbone: backboneCalled('tuned'), frozenBackbone });
    expect(parts!.manifest.trunk).toMatchObject({ fingerprint: 'frozen' });
    expect(parts!.files[categoriserTrunk]).toEqual({ path: frozenBackbone.path, link: true });
  });

  it('brings its own where it was trained on another', async () => {
    const backbone = backboneCalled('other');
    const parts = await categoriserParts(folder, { backbone, frozenBackbone: backbone });
    expect(parts!.files[categoriserTrunk]).toEqual({ path: join(folder, categoriserTrunk), link: true });
  });

  it('is not there where there is none', async () => {
    expect(await categoriserParts(undefined, { backbone: backboneCalled('frozen') })).toBeUndefined();
  });
});
