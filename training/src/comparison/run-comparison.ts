import { type RecipeSource, openRecipeSource } from '@seje/catalogue';
import { type Partition, SejeError, canonicalJson, sha256 } from '@seje/core';
import { type PairEmbeddings, type RankMetrics, evaluateRetrieval } from '@seje/retrieval';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FeatureSet, rowsOfPartition } from '../data/feature-set.js';
import { embedPairs } from '../evaluator.js';
import { type Experiment, experimentOf } from '../experiment.js';
import { embeddingModelOf } from '../embedding-model-of.js';
import { type TrainedWeights, writeTrainedWeights } from '../stages/trained-weights.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { train } from '../trainer.js';
import { matrixProduct } from '../validation.js';
import { type Arm, armSettings, isSeeded } from './arm.js';
import { fitExperiment } from '../baselines/fit-experiment.js';
import { armFeatures } from './arm-features.js';
import { armWeights } from './arm-weights.js';
import type { BagsOf, ComparisonOptions } from './comparison-options.js';
import {
  type ArmRecord,
  type Ranking,
  type TrainedArm,
  readArmRecord,
  writeArmRecord,
} from './arm-record.js';

/** Raised when what decides an arm's figures changes, so that older records are not taken over. */
const VERSION = 2;
const MILLISECONDS = 1000;

/**
 * Trains every arm with every seed on one data set and ranks its test pairs. A training whose result lies in the
 * arm's file is not run again; its weights are kept as `weights/<arm>-<seed>.safetensors`.
 * @returns the records, in the order of the arms
 */
export async function runComparison(options: ComparisonOptions): Promise<ArmRecord[]> {
  const source = await openRecipeSource(options.data);
  const engine = await openTensorEngine(options.engine);
  const records: ArmRecord[] = [];
  for (const [i, arm] of options.arms.entries()) {
    options.say(`${i + 1}/${options.arms.length} ${arm.name}`);
    records.push(await runArm(arm, { source, engine, options }));
  }
  return records;
}

interface ArmContext {
  readonly source: RecipeSource;
  readonly engine: TensorEngine;
  readonly options: ComparisonOptions;
}

async function runArm(arm: Arm, context: ArmContext): Promise<ArmRecord> {
  const experiment = experimentOf(armSettings(context.options.base, arm));
  const featureSet = await armFeatures(experiment, context.source, context.options);
  try {
    return await trainMissing(arm, { experiment, featureSet }, context);
  } finally {
    featureSet.sentences.close();
  }
}

interface TrainedOn {
  readonly experiment: Experiment;
  readonly featureSet: FeatureSet;
}

/** Trains the seeds that the arm's file has no figures of. */
async function trainMissing(
  arm: Arm,
  { experiment, featureSet }: TrainedOn,
  context: ArmContext,
): Promise<ArmRecord> {
  const { source, engine, options } = context;
  const path = join(options.folder, 'arms', `${arm.name}.json`);
  const rankedIn = options.rankedIn ?? [experiment.evaluation];
  const inputs = sha256(
    canonicalJson({
      version: VERSION,
      experiment,
      rankedIn,
      features: featureSet.fingerprint,
      engine: engine.name,
    }),
  );
  const kept = await readArmRecord(path);
  let record = kept?.inputs === inputs ? kept : undefined;
  const done = new Set(record?.trained.map(({ seed }) => seed));
  const seeds = isSeeded(arm) ? options.seeds : options.seeds.slice(0, 1);
  const missing = seeds.filter((seed) => !done.has(seed));
  for (const seed of missing) {
    const trained = await trainArm({ arm, seed, rankedIn }, { experiment, featureSet }, context);
    record = {
      arm: arm.name,
      ...(arm.choice && { choice: { ...arm.choice } }),
      inputs,
      experiment,
      data: { fingerprint: await source.fingerprint(), pairs: pairCounts(featureSet) },
      engine: `${engine.name}, ${engine.version}`,
      trained: [...(record?.trained ?? []), trained],
    };
    await writeArmRecord(path, record);
    options.say(describe(trained));
  }
  return record!;
}

/** One training, and the ranks of the test pairs with its best weights, in bags that are the same for every seed. */
async function trainArm(
  { arm, seed, rankedIn }: { arm: Arm; seed: number; rankedIn: readonly BagsOf[] },
  { experiment, featureSet }: TrainedOn,
  { engine, options }: ArmContext,
): Promise<TrainedArm> {
  const started = performance.now();
  const { weights, ...training } = await fitted(
    arm,
    { ...experiment, seed },
    { featureSet, engine, options },
  );
  const kept = armWeights(arm, seed, options);
  await mkdir(dirname(kept), { recursive: true });
  await writeTrainedWeights(kept, weights);
  const model = embeddingModelOf(engine.tf, weights, experiment);
  try {
    const embeddings = embedPairs(model, featureSet, 'test');
    if (embeddings === undefined) throw nothingToRank(featureSet);
    return {
      seed,
      ...training,
      seconds: Math.round((performance.now() - started) / MILLISECONDS),
      rankings: await ranked(embeddings, { rankedIn, seed: experiment.seed, engine }),
    };
  } finally {
    model.dispose();
  }
}

/** The weights of one training, or of a fit in closed form, and how it went. */
async function fitted(
  arm: Arm,
  experiment: Experiment,
  {
    featureSet,
    engine,
    options,
  }: { featureSet: FeatureSet; engine: TensorEngine; options: ComparisonOptions },
): Promise<Pick<TrainedArm, 'epochs' | 'bestEpoch' | 'ended'> & { readonly weights: TrainedWeights }> {
  const { signal, onProgress, folder } = options;
  if (experiment.method !== undefined) {
    const { weights } = await fitExperiment(featureSet, experiment, {
      method: experiment.method,
      onProgress,
    });
    return { weights: { ...weights, classifier: {}, discriminator: {} }, epochs: 0, ended: 'closed form' };
  }
  const running = { engine, directory: join(folder, 'training', arm.name), signal, onProgress };
  const { history, bestEpoch, ended, engine: _, ...weights } = await train(featureSet, experiment, running);
  if (ended === 'interrupted') signal.throwIfAborted();
  return { weights, epochs: history.length, bestEpoch, ended };
}

async function ranked(
  embeddings: PairEmbeddings,
  asked: { readonly rankedIn: readonly BagsOf[]; readonly seed: number; readonly engine: TensorEngine },
): Promise<Ranking[]> {
  const rankings: Ranking[] = [];
  for (const bagsOf of asked.rankedIn) {
    const options = { ...bagsOf, seed: asked.seed, product: matrixProduct(asked.engine.tf) };
    const { bagSize, bags, chanceMedianRank, ...report } = await evaluateRetrieval(embeddings, options);
    const imageToRecipe = figures(report.imageToRecipe);
    rankings.push({
      bagSize,
      bags,
      chanceMedianRank,
      imageToRecipe,
      recipeToImage: figures(report.recipeToImage),
    });
  }
  return rankings;
}

function nothingToRank(featureSet: FeatureSet): SejeError {
  return new SejeError('DATA_EMPTY', {
    message: 'There is nothing to rank in the test partition',
    expected: 'at least two recipes with a photo',
    found: `${pairCounts(featureSet).test}`,
  });
}

function pairCounts(featureSet: FeatureSet): Record<Partition, number> {
  const count = (partition: Partition): number => rowsOfPartition(featureSet, partition).length;
  return { train: count('train'), val: count('val'), test: count('test') };
}

function figures({ medianRank, recallAt1, recallAt5, recallAt10 }: RankMetrics): Ranking['imageToRecipe'] {
  return { medianRank, recallAt1, recallAt5, recallAt10 };
}

function describe({ seed, epochs, seconds, rankings }: TrainedArm): string {
  const { imageToRecipe, recipeToImage } = rankings.at(-1)!;
  const ranks = [imageToRecipe, recipeToImage].map(({ medianRank }) => medianRank.toFixed(1)).join(' / ');
  return `  seed ${seed}: MedR ${ranks}, ${epochs} epochs, ${seconds} s`;
}
