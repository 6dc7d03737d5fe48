import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { Random, matrixOf, sha256OfFile } from '@seje/core';
import {
  CATEGORISER_FORMAT,
  readCategoriserState,
  writeCategoriserState,
  writeTaggerVocabulary,
} from '@seje/preprocessing';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { RESNET50_PREPROCESSING } from '../../training/src/backbones/resnet50.js';
import { readFeatureSet } from '../../training/src/data/read-feature-set.js';
import { writeFeatureSet } from '../../training/src/data/write-feature-set.js';
import { experimentOf } from '../../training/src/experiment.js';
import { type WeightsByNetwork, writeNetworkFiles } from '../../training/src/interchange/network-files.js';
import { NETWORK_NAMES } from '../../training/src/interchange/network-layers.js';
import { PHASE_ONE_WEIGHTS } from '../../training/src/interchange/phase-one-weights.js';
import { initialClassifierWeights } from '../../training/src/networks/category-classifier.js';
import { initialTaggerWeights } from '../../training/src/networks/ingredient-tagger.js';
import { linearWeights, lstmWeights, uniform } from '../../training/src/networks/initial-weights.js';
import { type EncoderWeights, initialWeights } from '../../training/src/networks/joint-embedding.js';
import { initialDiscriminatorWeights } from '../../training/src/networks/modality-discriminator.js';
import {
  FINETUNE_STAGE,
  type FinetuneReport,
  finetunedFiles,
  writePhotoFeatures,
} from '../../training/src/stages/finetuned-model.js';
import type { Made } from '../../training/src/stages/phase-one/phase-one-stages.js';
import { RunFolder } from '../../training/src/stages/run-folder.js';
import { readRunEncoders } from '../../training/src/stages/run-model.js';
import { phaseOneFile } from '../../training/src/stages/run-networks.js';
import { type TrainReport, trainInputs } from '../../training/src/stages/train.stage.js';
import { readTrainedWeights, writeTrainedWeights } from '../../training/src/stages/trained-weights.js';
import { exportWeights } from '../../training/src/stages/weights-export.stage.js';
import { importWeights } from '../../training/src/stages/weights-import.stage.js';

/* Trained networks out of a run folder and into it; the run is written by hand, with random weights. */

const experiment = experimentOf({
  name: 'weights-test',
  network: { jointDimension: 6, sentenceHidden: 5, termHidden: 4 },
  loss: { discriminator: { hidden: [5, 4] } },
});
const CATEGORIES = 3;
const LABELS = ['soup', 'cake'];
const widths = { term: 4, sentences: 3, photos: 7 };
const { network, loss } = experiment;
const { jointDimension } = network;

/** Random weights of every network of the run. */
async function networksOf(run: RunFolder, seed: number): Promise<WeightsByNetwork> {
  const random = Random.fromSeed(seed);
  const encoders = initialWeights(await readFeatureSet(run.features), network, random);
  return {
    'recipe-encoder': encoders.recipe,
    'image-encoder': encoders.image,
    'category-classifier': initialClassifierWeights({ jointDimension, categories: CATEGORIES }, random),
    'modality-discriminator': initialDiscriminatorWeights(
      { jointDimension, hidden: loss.discriminator.hidden },
      random,
    ),
    'sentence-encoder': { words: uniform([6, 4], 1, random), ...lstmWeights('encoder', [4, 3], random) },
    'ingredient-tagger': initialTaggerWeights({ rows: 9, embedding: 4, hidden: 3, layers: 1 }, random),
    categoriser: linearWeights('head', [widths.photos, LABELS.length], random),
  };
}

let folder: string;
let run: RunFolder;
let trained: WeightsByNetwork;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-weights-'));
  run = new RunFolder(join(folder, 'run'));
  const features = ['a', 'b'].map((id) => ({
    id,
    partition: 'train' as const,
    category: 0,
    term: new Float32Array(widths.term),
    sentences: matrixOf(1, widths.sentences),
    photos: [new Float32Array(widths.photos)],
  }));
  await mkdir(run.path);
  await writeFeatureSet(run.features, features, { dimensions: widths, categoryCount: CATEGORIES });
  trained = await networksOf(run, 1);
  await placePhaseOne();
  await preprocessed();
  const featureSet = await readFeatureSet(run.features);
  const inputs = trainInputs(featureSet, experiment);
  await run.stage<TrainReport>('train', { inputs, outputs: [run.weights] }, async () => {
    await writeTrainedWeights(run.weights, {
      recipe: trained['recipe-encoder']!,
      image: trained['image-encoder']!,
      classifier: trained['category-classifier']!,
      discriminator: trained['modality-discriminator']!,
    });
    return { experiment, engine: 'wasm', epochs: 3, bestEpoch: 2, ended: 'converged' };
  });
  return () => rm(folder, { recursive: true });
});

async function preprocessed(): Promise<void> {
  await run.stage('preprocess', { inputs: {}, outputs: [] }, async () => ({ dataFingerprint: 'data' }));
}

/** The networks of Phase I as its stages leave them. */
async function placePhaseOne(): Promise<void> {
  await mkdir(run.text, { recursive: true });
  await mkdir(run.categoriser, { recursive: true });
  for (const name of ['sentence-encoder', 'ingredient-tagger', 'categoriser'] as const)
    await writeFile(phaseOneFile(run, name), PHASE_ONE_WEIGHTS[name].write(trained[name]!));
  const { taggerVocabulary, categoriserState, labelVectors } = OPTIONAL_BUNDLE_FILES;
  await writeTaggerVocabulary(join(run.text, taggerVocabulary), { words: ['egg'], buckets: 4, maxTokens: 9 });
  await writeFile(join(run.categoriser, labelVectors), 'vectors');
  const trunk = { backbone: 'none', input: 'image', output: 'feature', fingerprint: 'trunk' };
  await writeCategoriserState(join(run.categoriser, categoriserState), {
    format: CATEGORISER_FORMAT,
    labels: LABELS,
    trunk: { ...trunk, featureDimension: widths.photos, preprocessing: RESNET50_PREPROCESSING },
    sha256: await sha256OfFile(phaseOneFile(run, 'categoriser')),
  });
  const encoderSha256 = await sha256OfFile(phaseOneFile(run, 'sentence-encoder'));
  const reports = {
    'sentence-encoder': { state: { name: 'lstm', encoderSha256 }, report: {} },
    tagger: { words: 1 },
    categoriser: { fingerprint: 'before', report: {} },
  };
  for (const [stage, report] of Object.entries(reports))
    await run.stage(stage, { inputs: {}, outputs: [] }, async () => ({ sha256: 'before', report }));
}

/** What fine-tuning leaves: encoders of its own, and the photo features of its trunk. */
async function finetuned(): Promise<EncoderWeights> {
  const { recipe, image } = initialWeights(await readFeatureSet(run.features), network, Random.fromSeed(9));
  const files = finetunedFiles(run);
  const report = { experiment, engine: 'native', epochs: 1, bestEpoch: 1, ended: 'maxEpochs' } as const;
  await mkdir(run.finetuning);
  await run.stage<FinetuneReport>(FINETUNE_STAGE, { inputs: {}, outputs: [] }, async () => {
    await writeTrainedWeights(files.weights, { recipe, image, classifier: {}, discriminator: {} });
    await writePhotoFeatures(files.photos, matrixOf(2, widths.photos));
    return { ...report, photosWaited: 0, parity: 0 };
  });
  return { recipe, image };
}

async function encodersIn(at: RunFolder): Promise<EncoderWeights> {
  const { weights, featureSet } = await readRunEncoders(at);
  featureSet.sentences.close();
  return { recipe: weights.recipe, image: weights.image };
}

const weightsIn = (at: RunFolder) => readTrainedWeights(at.weights);

describe('weights of a run', () => {
  it('go out and come back bit for bit', async () => {
    const before = await weightsIn(run);
    const out = join(folder, 'weights');
    expect((await exportWeights(run, out)).networks).toEqual(NETWORK_NAMES);
    const { imported, unchanged, waiting } = await importWeights(run, out);
    expect({ imported, unchanged, waiting }).toEqual({
      imported: NETWORK_NAMES.slice(0, 4),
      unchanged: NETWORK_NAMES.slice(4),
      waiting: [],
    });
    expect(await weightsIn(run)).toEqual(before);
    const again = join(folder, 'again');
    await exportWeights(run, again);
    for (const name of NETWORK_NAMES) {
      const file = `${name}.safetensors`;
      expect(await readFile(join(again, file)), file).toEqual(await readFile(join(out, file)));
    }
  });

  it('go out as fine-tuning left them, beside the name of its trunk', async () => {
    const before = await weightsIn(run);
    const out = join(folder, 'weights');
    expect(await exportWeights(run, out)).not.toHaveProperty('trunk');
    const { recipe, image } = await finetuned();
    const { networks, trunk } = await exportWeights(run, out);
    expect({ networks, trunk }).toEqual({ networks: NETWORK_NAMES, trunk: finetunedFiles(run).trunk });
    await importWeights(run, out);
    expect(await weightsIn(run)).toEqual({ ...before, recipe, image });
  });

  it('of another training take their place, and count as trained', async () => {
    const elsewhere = { ...(await networksOf(run, 2)) };
    const [recipe, image] = [elsewhere['recipe-encoder']!, elsewhere['image-encoder']!];
    const from = join(folder, 'elsewhere');
    await writeNetworkFiles(from, { 'recipe-encoder': recipe, 'image-encoder': image }, experiment);
    await importWeights(run, from, experiment);
    expect(await weightsIn(run)).toEqual({ recipe, image, classifier: {}, discriminator: {} });
    const inputs = trainInputs(await readFeatureSet(run.features), experiment);
    const { reused, result } = await run.stage<TrainReport>('train', { inputs, outputs: [] }, () =>
      Promise.reject(new Error('trained again')),
    );
    expect({ reused, ended: result.ended }).toEqual({ reused: true, ended: 'imported' });
  });

  it('of another training take the place of fine-tuned ones too', async () => {
    const before = await finetuned();
    expect(await encodersIn(run)).toEqual(before);
    const elsewhere = await networksOf(run, 2);
    const [recipe, image] = [elsewhere['recipe-encoder']!, elsewhere['image-encoder']!];
    const from = join(folder, 'elsewhere');
    await writeNetworkFiles(from, { 'recipe-encoder': recipe, 'image-encoder': image }, experiment);
    await importWeights(run, from);
    expect(await encodersIn(run)).toEqual({ recipe, image });
  });

  it('that bring another Phase I wait for its features', async () => {
    const before = await weightsIn(run);
    const from = join(folder, 'elsewhere');
    await writeNetworkFiles(from, await networksOf(run, 2), experiment);
    expect(await importWeights(run, from)).toEqual({
      imported: NETWORK_NAMES.slice(4),
      unchanged: [],
      waiting: NETWORK_NAMES.slice(0, 4),
    });
    expect(await weightsIn(run)).toEqual(before);

    // the stages count as having made these networks, so that those after them run again
    const made = await run.resultOf<Made<{ state: object }>>('sentence-encoder', '');
    const encoderSha256 = await sha256OfFile(phaseOneFile(run, 'sentence-encoder'));
    expect(made.report.state).toEqual({ name: 'lstm', encoderSha256 });
    const state = await readCategoriserState(join(run.categoriser, 'categoriser.json'));
    expect(state.sha256).toBe(await sha256OfFile(phaseOneFile(run, 'categoriser')));
    for (const stage of ['sentence-encoder', 'tagger', 'categoriser'])
      expect((await run.resultOf<Made<unknown>>(stage, '')).sha256).toMatch(/^[0-9a-f]{64}$/);
    await expect(importWeights(run, from)).rejects.toThrow(/seje preprocess/);

    await preprocessed();
    expect(await importWeights(run, from)).toMatchObject({
      imported: NETWORK_NAMES.slice(0, 4),
      waiting: [],
    });
    expect(await weightsIn(run)).not.toEqual(before);
  });

  it('that do not fit change nothing', async () => {
    const from = join(folder, 'elsewhere');
    const { categoriser } = await networksOf(run, 2);
    await writeNetworkFiles(from, { categoriser: categoriser! }, experiment);
    const before = await readFile(phaseOneFile(run, 'categoriser'));
    await expect(importWeights(run, from)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/recipe-encoder.*missing.*image-encoder.*missing/) as unknown,
    });
    expect(await readFile(phaseOneFile(run, 'categoriser'))).toEqual(before);
  });

  it('need a training, or an experiment to belong to', async () => {
    await run.forget('train');
    await expect(exportWeights(run, join(folder, 'none'))).rejects.toThrow(/seje train/);
    await expect(importWeights(run, join(folder, 'none'))).rejects.toThrow(/seje train/);
  });
});
