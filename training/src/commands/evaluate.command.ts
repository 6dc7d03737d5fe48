import { dirname, join, resolve } from 'node:path';
import { type ExecutionProviderChoice, openBundle } from '@seje/artifacts';
import { openRecipeSource } from '@seje/catalogue';
import { type Partition, writeFileDurably } from '@seje/core';
import { Command, Option } from 'commander';
import { experimentOfBundle } from '../experiment.js';
import { evaluateBundle } from '../stages/evaluate.stage.js';
import { withIo } from './command-io.js';
import { describeEvaluation } from './describe-evaluation.js';
import { count, wholeNumber } from './option-values.js';
import { withProviderOption } from './shared-options.js';

interface EvaluateCommandOptions {
  readonly bundle: string;
  readonly data: string;
  readonly partition: Partition | 'all';
  readonly bag?: number;
  readonly bags?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly state?: string;
  readonly provider: ExecutionProviderChoice;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  return withProviderOption(new Command('evaluate'))
    .description('Rank the recipes of a data set for its photos, and the other way round, with a bundle.')
    .requiredOption('--bundle <dir>', 'bundle to evaluate')
    .requiredOption('--data <dir>', 'data set; the bundle need not have seen it')
    .addOption(
      new Option('--partition <name>', 'which recipes')
        .choices(['train', 'val', 'test', 'all'])
        .default('test'),
    )
    .option('--bag <n>', "pairs in a bag (default: the experiment's)", count)
    .option('--bags <n>', "random bags averaged (default: the experiment's)", count)
    .option('--seed <n>', "seed of the bags (default: the experiment's)", wholeNumber)
    .option('--out <file>', 'write the report here as JSON')
    .option('--state <dir>', 'folder of the photo cache (default: the folder of the bundle)')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx seje evaluate --bundle run/bundle --data other-recipes --partition all --out evaluation.json',
    )
    .action(async (options: EvaluateCommandOptions) => {
      await withIo(
        options,
        async (io) => {
          const bundle = await openBundle(resolve(options.bundle));
          const { evaluation, seed } = experimentOfBundle(bundle);
          const report = await evaluateBundle(bundle, await openRecipeSource(resolve(options.data)), {
            partition: options.partition,
            bagSize: options.bag ?? evaluation.bagSize,
            bags: options.bags ?? evaluation.bags,
            seed: options.seed ?? seed,
            photoFeatures: join(resolve(options.state ?? dirname(bundle.directory)), 'photo-features'),
            provider: options.provider,
            onProgress: io.onProgress,
            signal: io.signal,
          });
          if (options.out !== undefined) {
            await writeFileDurably(resolve(options.out), `${JSON.stringify(report, null, 2)}\n`);
          }
          return report;
        },
        (report) => describeEvaluation(`${report.bundle.experiment}, ${report.partition}`, report),
      );
    });
}
