import { join, resolve } from 'node:path';
import type { ExecutionProviderChoice } from '@seje/artifacts';
import { Command } from 'commander';
import { type DescribedWeights, architectureOf } from '../backbones/described-weights.js';
import { loadBackbone } from '../backbones/load-backbone.js';
import { loadTrainableBackbone } from '../backbones/trainable-backbone.js';
import { readFood101Layout } from '../data/food101-layout.js';
import { RESNET50 } from '../experiment.js';
import type {
  CategoriserTrainingReport,
  FinetuningReport,
} from '../fitting/categoriser/categoriser-report.js';
import { DISH_DEFAULTS, type DishSettings } from '../fitting/categoriser/finetuning/dish-settings.js';
import { finetuneCategoriser } from '../fitting/categoriser/finetuning/finetune-categoriser.js';
import { trainCategoriser } from '../fitting/categoriser/train-categoriser.js';
import { percent } from '../reporting/percent.js';
import { stoppableProgress } from '../stages/stoppable.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { requireNative } from '../tensor-engine/require-native.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import { withIo } from './command-io.js';
import { engineOption } from './engine-option.js';
import { withFinetuningOptions } from './finetuning-options.js';
import { wholeNumber } from './option-values.js';
import { type CommandDefaults, withProviderOption } from './shared-options.js';

interface CategoriserOptions {
  readonly photos: string;
  readonly out: string;
  readonly backbone: string;
  readonly cache: string;
  readonly seed: number;
  readonly engine: EngineChoice;
  readonly provider: ExecutionProviderChoice;
  readonly json?: boolean;
  readonly finetune?: boolean;
  readonly resume?: boolean;
  readonly stages: number;
  readonly norm: DishSettings['trunkNorm'];
  readonly epochs: number;
  readonly learningRate: number;
  readonly batch: number;
  readonly microBatch: number;
  readonly recompute?: boolean;
  readonly views: number;
}

/** Photo features that several categorisers and runs of this command share, below the cache folder. */
const PHOTO_FEATURES = 'photo-features';
/** Confused pairs that a person is shown; report.json has more. */
const SHOWN_PAIRS = 5;

export function categoriserCommand({ cacheDir }: CommandDefaults): Command {
  return withFinetuningOptions(withProviderOption(new Command('categoriser')))
    .description(
      'Learn to name the dish in a photo, for f_cat: a linear probe on a frozen backbone, then the backbone with it.',
    )
    .requiredOption('--photos <dir>', "photos in Food-101's layout: images/<class>/<id>.jpg and meta/")
    .requiredOption('--out <dir>', 'folder for the categoriser; an earlier one there is replaced')
    .option('--backbone <name>', `${RESNET50}, or the path of a backbone file`, RESNET50)
    .option('--cache <dir>', 'backbones and photo features, kept from run to run', cacheDir)
    .option('--seed <n>', 'seed of the validation part and the order of the photos', wholeNumber, 1)
    .addOption(engineOption())
    .addHelpText(
      'after',
      `
Examples:
  $ npx seje categoriser --photos food-101 --out dishes
  $ npx seje categoriser --photos food-101 --out dishes --backbone trunk.onnx --json
  $ npx seje categoriser --photos food-101 --out dishes --finetune --stages 2

Ctrl-C stops fine-tuning and keeps it; --resume goes on.

An experiment uses it with "image": { "categoriser": "dishes" }.`,
    )
    .action(async (options: CategoriserOptions) => {
      await withIo(
        options,
        async (io) => {
          const { provider, seed } = options;
          const cacheDir = resolve(options.cache);
          const onProgress = stoppableProgress(io.onProgress, io.signal);
          const photos = await readFood101Layout(resolve(options.photos));
          const name = options.backbone === RESNET50 ? RESNET50 : resolve(options.backbone);
          const engine = await openTensorEngine(options.engine);
          if (options.finetune === true) requireNative(engine, 'Fine-tuning the trunk');
          const common = {
            out: resolve(options.out),
            backbone: await loadBackbone(name, { cacheDir, onProgress }),
            photoFeatures: join(cacheDir, PHOTO_FEATURES),
            engine,
            provider,
            seed,
          };
          if (options.finetune !== true) return trainCategoriser(photos, { ...common, onProgress });
          const trunk = await loadTrainableBackbone(name, { cacheDir, onProgress });
          return finetuneCategoriser(photos, {
            ...common,
            trunk,
            settings: settingsOf(options, trunk),
            cacheDir,
            resume: options.resume === true,
            signal: io.signal,
            onProgress: io.onProgress,
          });
        },
        describeCategoriser,
      );
    });
}

/** The stem is a stage too. */
function settingsOf(
  options: CategoriserOptions,
  { description }: DescribedWeights,
): Omit<DishSettings, 'seed'> {
  const stages = architectureOf(description).blocks.length + 1;
  return {
    ...DISH_DEFAULTS,
    fromStage: Math.max(0, stages - options.stages),
    trunkNorm: options.norm,
    batchSize: options.batch,
    microBatch: options.microBatch,
    recompute: options.recompute === true,
    learningRate: options.learningRate,
    epochs: options.epochs,
    views: options.views,
  };
}

/** Lines for a person: what it learned from, how often it is right, what it confuses. */
export function describeCategoriser(report: CategoriserTrainingReport): string {
  const { trainPhotos, labels, backbone, chosen, validationPhotos, dropped, test } = report;
  const left = Object.entries(dropped).flatMap(([part, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => `Left out: ${count} ${part} photos, ${reason}`),
  );
  return [
    ...(report.finetuning === undefined ? [] : [describeFinetuning(report.finetuning)]),
    `Trained on ${trainPhotos} photos of ${labels.length} classes, on ${backbone}; ` +
      `penalty ${chosen.l2} and ${chosen.epochs} epochs chosen on ${validationPhotos} of them.`,
    `${test.photos} test photos: top-1 ${percent(test.top1)}, top-5 ${percent(test.top5)}; ` +
      `always "${test.majority.label}" ${percent(test.majority.top1)}.`,
    ...test.mostConfused
      .slice(0, SHOWN_PAIRS)
      .map(({ label, takenFor, photos, of }) => `${label} taken for ${takenFor}: ${photos} of ${of}`),
    ...left,
  ].join('\n');
}

function describeFinetuning({ history, bestEpoch, probe, settings }: FinetuningReport): string {
  const [start, best] = [history[0]!, history[bestEpoch]!].map(({ validation }) => percent(validation.top1));
  return (
    `Fine-tuned from stage ${settings.fromStage} on; epoch ${bestEpoch} of ${history.length - 1} kept, ` +
    `validation top-1 ${start} -> ${best}. The linear probe alone names ${percent(probe.top1)} of the test photos; ` +
    `right by one alone: probe ${probe.onlyFirst}, fine-tuned ${probe.onlySecond} (McNemar, exact: p = ${probe.p.toFixed(4)}).`
  );
}
