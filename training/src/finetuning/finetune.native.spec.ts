import { Random } from '@seje/core';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TORCHVISION_PREPROCESSING } from '../backbones/described-weights.js';
import { SMALL, TORCHVISION, randomWeights } from '../backbones/small-resnet.fixture.js';
import { epochBatches } from '../data/batch-sampler.js';
import { rowsOfPartition } from '../data/feature-set.js';
import { type ExperimentSettings, experimentOf } from '../experiment.js';
import { Learner } from '../learner.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { JOURNAL_FILES } from '../reporting/training-journal.js';
import { openForTest } from '../tensor-engine/open-for-test.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { type BundledWorker, bundledWorker } from '../threads/bundled-worker.fixture.js';
import { FinetuneLearner, type FinetuneStart } from './finetune-learner.js';
import { type FinetuneSettings, finetuneSettingsSchema } from './finetune-settings.js';
import { finetuneStep } from './finetune-step.js';
import { type FinetuningResult, finetune } from './finetune.js';
import { type PhotoRecipes, writePhotoRecipes } from './photo-recipes.fixture.js';
import { PhotoReader } from './photo-reader.js';

const FEATURES = SMALL.outerWidth * 2 ** (SMALL.blocks.length - 1);
const network = { ...TORCHVISION, architecture: SMALL };
const preprocessing = { ...TORCHVISION_PREPROCESSING, resize: 40, crop: 32 };
const experiment = experimentOf({
  name: 'finetune-test',
  network: { jointDimension: 16, sentenceHidden: 8, termHidden: 16 },
  training: { batchSize: 8, validationBag: 12 },
  loss: {
    negatives: 'double',
    category: { weight: 0.005 },
    discriminator: { weight: 0.005, hidden: [8, 4] },
  },
} satisfies ExperimentSettings);
const settingsOf = (some: Partial<FinetuneSettings> = {}): FinetuneSettings =>
  finetuneSettingsSchema.parse({
    fromStage: 2,
    microBatch: 3,
    learningRate: 1e-3,
    trunkLearningRate: 1e-3,
    maxEpochs: 2,
    ...some,
  });

let opened: TensorEngine | string;
let folder: string;
let bundled: BundledWorker;
let recipes: PhotoRecipes;
const readers = new Map<number, PhotoReader>();
beforeAll(async () => {
  opened = await openForTest('native');
  if (typeof opened === 'string') return;
  bundled = await bundledWorker(new URL('../data/photos/photos.worker.ts', import.meta.url));
  folder = await mkdtemp(join(tmpdir(), 'seje-finetune-'));
  recipes = await writePhotoRecipes(join(folder, 'photos'), FEATURES);
});
afterAll(async () => {
  if (typeof opened === 'string') return;
  await Promise.all([...readers.values()].map((reader) => reader.close()));
  await bundled.remove();
  await rm(folder, { recursive: true });
});

function engineOr(ctx: TestContext): TensorEngine {
  if (typeof opened === 'string') ctx.skip(opened);
  return opened;
}

function readerOn(threads: number): PhotoReader {
  const { files } = recipes;
  const worker = bundled.url;
  const reader =
    readers.get(threads) ?? new PhotoReader({ files, preprocessing, seed: 1, threads, ahead: 2, worker });
  readers.set(threads, reader);
  return reader;
}

/** Fresh encoders on a trunk of random weights. */
function startOn({ tf }: TensorEngine): FinetuneStart {
  const fresh = new Learner(tf, { featureSet: recipes.featureSet, experiment });
  const { weights, classifier, discriminator } = fresh.state();
  fresh.dispose();
  return { weights, classifier, discriminator, trunk: randomWeights(SMALL, TORCHVISION) };
}

interface Asked {
  readonly directory: string;
  readonly threads?: number;
  readonly settings?: Partial<FinetuneSettings>;
  readonly resume?: boolean;
  /** Stops after this many steps. */
  readonly stopAfter?: number;
  /** In place of what `startOn` gives. */
  readonly trunk?: NamedWeights;
  /** In place of a reader on that many threads. */
  readonly photos?: PhotoReader;
}

function run(
  engine: TensorEngine,
  { directory, threads = 1, settings, resume, stopAfter, trunk, photos }: Asked,
): Promise<FinetuningResult> {
  const stop = new AbortController();
  return finetune({
    featureSet: recipes.featureSet,
    experiment,
    settings: settingsOf(settings),
    network,
    start: { ...startOn(engine), ...(trunk && { trunk }) },
    startFingerprint: 'random',
    photos: photos ?? readerOn(threads),
    dataFingerprint: 'photos',
    engine,
    directory: join(folder, directory),
    ...(resume !== undefined && { resume }),
    onProgress: ({ done }) => {
      if (done === stopAfter) stop.abort();
    },
    signal: stop.signal,
  });
}

type Line = Readonly<Record<string, unknown>>;
async function stepsIn(directory: string): Promise<Line[]> {
  const text = await readFile(join(folder, directory, JOURNAL_FILES.log), 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return lines.filter((line) => 'terms' in line);
}

describe('finetune', { timeout: 300_000 }, () => {
  it('takes the same step whatever passes the trunk at once', async (ctx) => {
    const { tf, ...engine } = engineOr(ctx);
    const { featureSet } = recipes;
    const sampler = { seed: 1, batchSize: 8, maxPhotos: 5, instructionDropout: 0.2 };
    const batches = epochBatches(rowsOfPartition(featureSet, 'train'), 0, sampler).slice(0, 1);
    const read = await readerOn(1).augmented(batches, 0).next();
    const stepWith = (microBatch: number) => {
      const settings = settingsOf({ microBatch });
      const parts = { tf, featureSet, experiment, settings, network };
      const learner = FinetuneLearner.start(parts, startOn({ tf, ...engine }));
      const before = tf.memory().numTensors;
      const step = { learner, featureSet, loss: experiment.loss, random: Random.fromSeed(2) };
      const outcome = finetuneStep(step, read.value, { encoders: 1e-3, trunk: 1e-3 });
      // Adam's moments for the variables are there from the start
      expect(tf.memory().numTensors).toBe(before);
      learner.dispose();
      return outcome;
    };
    const whole = stepWith(8);
    expect(Object.keys(whole.terms)).toHaveLength(5);
    for (const microBatch of [1, 3]) {
      const { total, gradientNorm, discriminator } = stepWith(microBatch);
      expect(total).toBeCloseTo(whole.total, 4);
      expect(gradientNorm / whole.gradientNorm).toBeCloseTo(1, 3);
      expect(discriminator!.loss).toBeCloseTo(whole.discriminator!.loss, 3);
    }
  });

  it('goes on bit for bit where it was stopped, on any number of threads', async (ctx) => {
    const engine = engineOr(ctx);
    const whole = await run(engine, { directory: 'whole' });
    const stopped = await run(engine, { directory: 'stopped', stopAfter: 4, threads: 2 });
    expect(stopped.ended).toBe('interrupted');
    const resumed = await run(engine, { directory: 'stopped', resume: true, threads: 2 });
    expect(resumed).toEqual({ ...whole, photosWaited: expect.any(Number) as number });
    const withoutWaits = (line: Line): Line => {
      const { photosWaited: _waited, time: _time, ...same } = line;
      return same;
    };
    const lines = await stepsIn('whole');
    expect((await stepsIn('stopped')).map(withoutWaits)).toEqual(lines.map(withoutWaits));
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatchObject({
      step: 1,
      epoch: 1,
      learningRate: 1e-3,
      trunkLearningRate: 1e-3,
      photosWaited: expect.any(Number) as number,
      engine: 'native',
    });
    expect(whole).toMatchObject({ ended: 'maxEpochs' });
    expect(whole.history).toHaveLength(2);
  });

  it('learns, and moves the trunk from the stage on that it is told', async (ctx) => {
    const engine = engineOr(ctx);
    const start = startOn(engine);
    const settings = { learningRate: 1e-2, trunkLearningRate: 3e-3, patience: 9, maxEpochs: 8 };
    const tuned = await run(engine, { directory: 'learns', settings });
    const losses = tuned.history.map(({ loss }) => loss);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    expect(tuned.bestEpoch).toBeGreaterThan(0);
    expect(tuned.trunk['layer1.0.conv1.weight']).toEqual(start.trunk['layer1.0.conv1.weight']);
    expect(tuned.trunk['layer2.0.conv1.weight']).not.toEqual(start.trunk['layer2.0.conv1.weight']);
    expect(tuned.trunk['layer2.0.bn1.running_mean']).toEqual(start.trunk['layer2.0.bn1.running_mean']);
  });

  /** What the journal says of how the run ended, and of what. */
  async function recordIn(directory: string): Promise<unknown> {
    return JSON.parse(await readFile(join(folder, directory, JOURNAL_FILES.record), 'utf8'));
  }

  it.for([
    { failure: 'photo gone', code: 'UNEXPECTED', told: /^photo gone$/ },
    {
      failure: 'OOM when allocating tensor',
      code: 'OUT_OF_MEMORY',
      told: /validation before the fine-tuning could not.*finetune\.microBatch/,
    },
  ])('tells of a start that cannot be validated: $failure', async ({ failure, code, told }, ctx) => {
    const engine = engineOr(ctx);
    const photos = Object.create(readerOn(1), {
      centreFeatures: { value: () => Promise.reject(new Error(failure)) },
    }) as PhotoReader;
    const before = engine.tf.memory().numTensors;
    await expect(run(engine, { directory: code, photos })).rejects.toThrow(told);
    expect(await recordIn(code)).toMatchObject({
      data: { dataset: 'photos' },
      sessions: [{ end: { how: 'failed', step: 0, error: { code } } }],
    });
    // after a failed allocation no engine is asked to forget tensors
    if (code === 'UNEXPECTED') expect(engine.tf.memory().numTensors).toBe(before);
  });

  it('names the gradient of the trunk that went bad, and the step sizes', async (ctx) => {
    const engine = engineOr(ctx);
    const trunk = randomWeights(SMALL, TORCHVISION);
    trunk['layer3.0.conv3.weight']!.data.fill(0); // passes on nothing of
    trunk['layer3.0.bn2.bias']!.data.fill(1e30); // what is too large to square
    const failing = run(engine, { directory: 'diverged', trunk });
    await expect(failing).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    await expect(failing).rejects.toThrow(
      /gradient of trunk\.layer3\.0\.conv3\.weight.*Lower finetune\.learningRate or finetune\.trunkLearningRate/,
    );
  });

  it('refuses to go on with other settings', async (ctx) => {
    const engine = engineOr(ctx);
    const asked = { directory: 'other', settings: { maxEpochs: 1 } };
    await run(engine, asked);
    const other = run(engine, { ...asked, settings: { maxEpochs: 1, fromStage: 3 }, resume: true });
    await expect(other).rejects.toThrow(expect.objectContaining({ code: 'CHECKPOINT_MISMATCH' }));
  });
});
