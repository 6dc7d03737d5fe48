import { type OnProgress, noProgress } from '@seje/core';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backbone } from '../../../backbones/backbone.js';
import {
  type DescribedWeights,
  TORCHVISION_PREPROCESSING,
  readDescribedWeights,
  writeDescribedWeights,
} from '../../../backbones/described-weights.js';
import { loadBackbone } from '../../../backbones/load-backbone.js';
import { SMALL, TORCHVISION, randomWeights } from '../../../backbones/small-resnet.fixture.js';
import type { LabelledPhotos } from '../../../data/food101-layout.js';
import { openForTest } from '../../../tensor-engine/open-for-test.js';
import type { TensorEngine } from '../../../tensor-engine/tensor-engine.js';
import { type BundledWorker, bundledWorker } from '../../../threads/bundled-worker.fixture.js';
import type { CategoriserTrainingReport } from '../categoriser-report.js';
import { DISH_DEFAULTS, type DishSettings } from './dish-settings.js';
import { finetuneCategoriser } from './finetune-categoriser.js';
import { stripedPhotos } from './striped-photos.fixture.js';

const SETTINGS = { ...DISH_DEFAULTS, fromStage: 0, batchSize: 12, microBatch: 6, learningRate: 0.003 };

let folder: string;
let photos: LabelledPhotos;
let trunk: DescribedWeights;
let backbone: Backbone;
let worker: BundledWorker;
let opened: TensorEngine | string;
const at = (...names: readonly string[]): string => join(folder, ...names);

beforeAll(async () => {
  opened = await openForTest('native');
  folder = await mkdtemp(join(tmpdir(), 'seje-finetuning-'));
  photos = await stripedPhotos(at('photos'));
  const path = at('small.safetensors');
  await writeDescribedWeights(path, randomWeights(SMALL, TORCHVISION), {
    name: 'small',
    architecture: { ...SMALL, blocks: [...SMALL.blocks] },
    ...TORCHVISION,
    preprocessing: { ...TORCHVISION_PREPROCESSING, resize: 36, crop: 32 },
  });
  trunk = await readDescribedWeights(path);
  backbone = await loadBackbone(path, { cacheDir: at('cache') });
  worker = await bundledWorker(new URL('../../../data/photos/photos.worker.ts', import.meta.url));
}, 60_000);
afterAll(async () => {
  await worker.remove();
  await rm(folder, { recursive: true, force: true });
});

interface Wanted extends Partial<DishSettings> {
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

function finetune(context: TestContext, out: string, wanted: Wanted): Promise<CategoriserTrainingReport> {
  if (typeof opened === 'string') context.skip(opened);
  const { resume = false, signal = new AbortController().signal, onProgress = noProgress, ...more } = wanted;
  return finetuneCategoriser(photos, {
    out: at(out),
    backbone,
    trunk,
    photoFeatures: at('photo-features'),
    cacheDir: at('cache'),
    engine: opened,
    provider: 'cpu',
    seed: 1,
    settings: { ...SETTINGS, ...more },
    resume,
    signal,
    onProgress,
    worker: worker.url,
  });
}

describe('finetuneCategoriser', () => {
  it('trains the trunk, exports it, and says what it is worth beside the probe', async (context) => {
    const report = await finetune(context, 'dishes', { epochs: 5 });
    const { history, bestEpoch, trunkParity, probe } = report.finetuning!;
    expect(history.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(bestEpoch).toBeGreaterThan(0);
    expect(history[bestEpoch]!.validation.loss).toBe(
      Math.min(...history.map(({ validation }) => validation.loss)),
    );
    expect(history.at(-1)!.loss).toBeLessThan(history[1]!.loss!);
    expect(trunkParity).toBeLessThan(1e-3);
    const right = (share: number): number => Math.round(share * report.test.photos);
    expect(right(report.test.top1) - right(probe.top1)).toBe(probe.onlySecond - probe.onlyFirst);
    expect((await readdir(at('dishes'))).toSorted()).toEqual([
      'categoriser-trunk.onnx',
      'categoriser-trunk.safetensors',
      'categoriser-trunk.safetensors.json',
      'categoriser.json',
      'categoriser.onnx',
      'confusion.csv',
      'report.json',
    ]);
    const state = JSON.parse(await readFile(at('dishes', 'categoriser.json'), 'utf8')) as {
      trunk: { fingerprint: string };
    };
    expect(state.trunk.fingerprint).toBe(report.trunkFingerprint);
    expect(report.trunkFingerprint).not.toBe(backbone.fingerprint);
    const again = await loadBackbone(at('dishes', 'categoriser-trunk.safetensors'), {
      cacheDir: at('cache'),
    });
    expect(again.fingerprint).toBe(report.trunkFingerprint);
  });

  it('goes on where it was stopped, with the numbers of a run that was not', async (context) => {
    const settings = { epochs: 3, fromStage: 2, views: 2, trunkNorm: 'batch', recompute: true } as const;
    const whole = await finetune(context, 'whole', settings);
    const controller = new AbortController();
    const stop: OnProgress = ({ step, done }) => {
      if (step === 'fine-tune the trunk' && done === 5) controller.abort();
    };
    const { signal } = controller;
    const stopped = finetune(context, 'stopped', { ...settings, signal, onProgress: stop });
    await expect(stopped).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    const other = finetune(context, 'stopped', { ...settings, epochs: 4, resume: true });
    await expect(other).rejects.toThrow(expect.objectContaining({ code: 'CHECKPOINT_MISMATCH' }));
    const resumed = await finetune(context, 'stopped', { ...settings, resume: true });
    expect(resumed.finetuning!.history).toEqual(whole.finetuning!.history);
    expect(resumed.trunkFingerprint).toBe(whole.trunkFingerprint);
  });

  it('leaves no tensor behind, also where there is nothing to resume', async (context: TestContext) => {
    if (typeof opened === 'string') context.skip(opened);
    const { tf } = opened;
    const before = tf.memory().numTensors;
    const nothing = finetune(context, 'nothing', { epochs: 1, resume: true });
    await expect(nothing).rejects.toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
    await finetune(context, 'one', { epochs: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
