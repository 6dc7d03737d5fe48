import type { ExecutionProviderChoice } from '@seje/artifacts';
import { type RecipeSource, openRecipeSource } from '@seje/catalogue';
import { type OnProgress, type Partition, SejeError, canonicalJson, sha256 } from '@seje/core';
import type { RankMetrics } from '@seje/retrieval';
import { join } from 'node:path';
import { loadBackbone } from '../backbones/load-backbone.js';
import { type FeatureSet, rowsOfPartition } from '../data/feature-set.js';
import { readFeatureSet } from '../data/read-feature-set.js';
import { evaluateModel } from '../evaluator.js';
import { type Experiment, type ExperimentSettings, experimentOf } from '../experiment.js';
import { JointEmbedding } from '../networks/joint-embedding.js';
import { preprocess } from '../stages/preprocess.stage.js';
import { RunFolder } from '../stages/run-folder.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { EngineChoice, TensorEngine } from '../tensor-engine/tensor-engine.js';
import { train } from '../trainer.js';
import { type ArmRecord, type TrainedArm, readArmRecord, writeArmRecord } from './arm-record.js';
import { type Arm, armSettings } from './arms.js';

export interface AblationOptions {
  /** Path of the data set. */
  readonly data: string;
  /** Takes features, one folder for each way to make them, and a JSON file an arm. */
  readonly folder: string;
  /** What all arms have in common. */
  readonly base: ExperimentSettings;
  readonly arms: readonly Arm[];
  /** What `seje categoriser` wrote, if any arm may use it: features are made with it, and arms without leave f_cat out. */
  readonly categoriser?: string | undefined;
  /** Of the trainings; data, partitions and features keep the base's seed. */
  readonly seeds: readonly number[];
  readonly cacheDir: string;
  readonly provider: ExecutionProviderChoice;
  readonly engine: EngineChoice;
  /** Told about each training, one line. */
  readonly say: (line: string) => void;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Raised when what decides an arm's figures changes, so that older records are not taken over. */
const VERSION = 1;
const MILLISECONDS = 1000;

/**
 * Trains every arm with every seed on one data set and ranks its test pairs. Photo features are made once
 * for all arms, text features once for all arms that read the same; a training whose result lies in the
 * arm's file is not run again.
 * @returns the records, in the order of the arms
 */
export async function runAblation(options: AblationOptions): Promise<ArmRecord[]> {
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
  readonly options: AblationOptions;
}

async function runArm(arm: Arm, context: ArmContext): Promise<ArmRecord> {
  const experiment = experimentOf(armSettings(context.options.base, arm));
  const featureSet = await featuresOf(experiment, context);
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
  const inputs = sha256(
    canonicalJson({ version: VERSION, experiment, features: featureSet.fingerprint, engine: engine.name }),
  );
  const kept = await readArmRecord(path);
  let record = kept?.inputs === inputs ? kept : undefined;
  const done = new Set(record?.trained.map(({ seed }) => seed));
  const missing = options.seeds.filter((seed) => !done.has(seed));
  for (const seed of missing) {
    const { trained, bag } = await trainArm(seed, { experiment, featureSet }, context);
    record = {
      arm: arm.name,
      choice: arm.choice,
      inputs,
      experiment,
      data: { fingerprint: await source.fingerprint(), pairs: pairCounts(featureSet) },
      ...bag,
      engine: `${engine.name}, ${engine.version}`,
      trained: [...(record?.trained ?? []), trained],
    };
    await writeArmRecord(path, record);
    options.say(describe(trained));
  }
  return record!;
}

/** The features that an experiment reads, made unless they are there; arms with and without f_cat share them. */
async function featuresOf(asked: Experiment, { source, options }: ArmContext): Promise<FeatureSet> {
  const { folder, cacheDir, provider, engine, onProgress, signal } = options;
  const categoriser = asked.image.categoriser ?? options.categoriser;
  const experiment = { ...asked, image: { ...asked.image, categoriser } };
  const { text, image, categories, seed } = experiment;
  const name = sha256(canonicalJson({ text, image, categories, seed })).slice(0, 12);
  const run = new RunFolder(join(folder, 'features', name), {
    photoFeatures: join(folder, 'photo-features'),
  });
  const backbone = await loadBackbone(image.backbone, { cacheDir, onProgress });
  const context = { run, experiment, cacheDir, provider, engine, onProgress, signal };
  await run.exclusively(() => preprocess(context, source, backbone));
  const featureSet = await readFeatureSet(run.features);
  if (asked.image.categoriser !== undefined) return featureSet;
  const { photoCategories: _, ...withoutCategories } = featureSet;
  return withoutCategories;
}

type Bag = Pick<ArmRecord, 'bagSize' | 'bags' | 'chanceMedianRank'>;

/** One training, and the ranks of the test pairs with its best weights, in bags that are the same for every seed. */
async function trainArm(
  seed: number,
  { experiment, featureSet }: TrainedOn,
  { engine, options }: ArmContext,
): Promise<{ readonly trained: TrainedArm; readonly bag: Bag }> {
  const started = performance.now();
  const { signal, onProgress } = options;
  const directory = join(options.folder, 'training');
  const running = { engine, directory, signal, onProgress };
  const result = await train(featureSet, { ...experiment, seed }, running);
  if (result.ended === 'interrupted') signal.throwIfAborted();
  const model = new JointEmbedding(engine.tf, result, experiment.network);
  try {
    const report = await evaluateModel(engine.tf, model, { featureSet, partition: 'test', experiment });
    if (report === undefined) throw nothingToRank(featureSet);
    const { bagSize, bags, chanceMedianRank } = report;
    const trained = {
      seed,
      epochs: result.history.length,
      bestEpoch: result.bestEpoch,
      ended: result.ended,
      seconds: Math.round((performance.now() - started) / MILLISECONDS),
      imageToRecipe: figures(report.imageToRecipe),
      recipeToImage: figures(report.recipeToImage),
    };
    return { trained, bag: { bagSize, bags, chanceMedianRank } };
  } finally {
    model.dispose();
  }
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

function figures({ medianRank, recallAt1, recallAt5, recallAt10 }: RankMetrics): TrainedArm['imageToRecipe'] {
  return { medianRank, recallAt1, recallAt5, recallAt10 };
}

function describe({ seed, epochs, seconds, imageToRecipe, recipeToImage }: TrainedArm): string {
  const ranks = [imageToRecipe, recipeToImage].map(({ medianRank }) => medianRank.toFixed(1)).join(' / ');
  return `  seed ${seed}: MedR ${ranks}, ${epochs} epochs, ${seconds} s`;
}
