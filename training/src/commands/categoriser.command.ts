import { join, resolve } from 'node:path';
import type { ExecutionProviderChoice } from '@seje/artifacts';
import { Command } from 'commander';
import { loadBackbone } from '../backbones/load-backbone.js';
import { readFood101Layout } from '../data/food101-layout.js';
import { RESNET50 } from '../experiment.js';
import type { CategoriserTrainingReport } from '../fitting/categoriser/categoriser-report.js';
import { trainCategoriser } from '../fitting/categoriser/train-categoriser.js';
import { stoppableProgress } from '../stages/stoppable.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import { withIo } from './command-io.js';
import { engineOption } from './engine-option.js';
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
}

/** Photo features that several categorisers and runs of this command share, below the cache folder. */
const PHOTO_FEATURES = 'photo-features';
/** Confused pairs that a person is shown; report.json has more. */
const SHOWN_PAIRS = 5;

export function categoriserCommand({ cacheDir }: CommandDefaults): Command {
  return withProviderOption(new Command('categoriser'))
    .description('Learn to name the dish in a photo: a linear probe on a frozen backbone, for f_cat.')
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

An experiment uses it with "image": { "categoriser": "dishes" }.`,
    )
    .action(async (options: CategoriserOptions) => {
      await withIo(
        options,
        async (io) => {
          const { backbone, provider, seed } = options;
          const cacheFolder = resolve(options.cache);
          const onProgress = stoppableProgress(io.onProgress, io.signal);
          const photos = await readFood101Layout(resolve(options.photos));
          const named = backbone === RESNET50 ? backbone : resolve(backbone);
          return trainCategoriser(photos, {
            out: resolve(options.out),
            backbone: await loadBackbone(named, { cacheDir: cacheFolder, onProgress }),
            photoFeatures: join(cacheFolder, PHOTO_FEATURES),
            engine: await openTensorEngine(options.engine),
            provider,
            seed,
            onProgress,
          });
        },
        describeCategoriser,
      );
    });
}

/** Lines for a person: what it learned from, how often it is right, what it confuses. */
export function describeCategoriser(report: CategoriserTrainingReport): string {
  const { trainPhotos, labels, backbone, chosen, validationPhotos, dropped, test } = report;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const left = Object.entries(dropped).flatMap(([part, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => `Left out: ${count} ${part} photos, ${reason}`),
  );
  return [
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
