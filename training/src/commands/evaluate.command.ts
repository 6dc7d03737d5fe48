import { dirname, join, resolve } from 'node:path';
import { type Bundle, type ExecutionProviderChoice, openBundle } from '@seje/artifacts';
import { openRecipeSource } from '@seje/catalogue';
import { type Partition, writeFileDurably } from '@seje/core';
import { Command, Option } from 'commander';
import { type Experiment, experimentOfBundle } from '../experiment.js';
import {
  type BaselineReport,
  type Baselines,
  type RunEvaluation,
  holdsFeaturesOf,
  rankBaselines,
} from '../stages/baselines.stage.js';
import { type BundleEvaluation, evaluateBundle } from '../stages/evaluate.stage.js';
import { RunFolder } from '../stages/run-folder.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import { baselinesOption } from './baselines-option.js';
import { type CommandIo, withIo } from './command-io.js';
import { describeRunEvaluation } from './describe-run-evaluation.js';
import { engineOption } from './engine-option.js';
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
  readonly baselines: boolean;
  readonly engine: EngineChoice;
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
    .addOption(baselinesOption())
    .addOption(engineOption())
    .addHelpText(
      'after',
      '\nOn the data set that the bundle was trained on, in a run folder, it shows ridge regression and CCA on the ' +
        'same features too.\n\nExample:\n  $ npx seje evaluate --bundle run/bundle --data other-recipes --partition all --out evaluation.json',
    )
    .action(async (options: EvaluateCommandOptions) => {
      await withIo(
        options,
        async (io) => {
          const bundle = await openBundle(resolve(options.bundle));
          const experiment = experimentOfBundle(bundle);
          const { bagSize, bags } = experiment.evaluation;
          const asked = {
            evaluation: { bagSize: options.bag ?? bagSize, bags: options.bags ?? bags },
            seed: options.seed ?? experiment.seed,
          };
          const evaluated = await evaluateBundle(bundle, await openRecipeSource(resolve(options.data)), {
            ...asked.evaluation,
            seed: asked.seed,
            partition: options.partition,
            photoFeatures: join(resolve(options.state ?? dirname(bundle.directory)), 'photo-features'),
            provider: options.provider,
            onProgress: io.onProgress,
            signal: io.signal,
          });
          const baselines = options.baselines
            ? await baselinesBeside(evaluated, { ...asked, bundle, experiment, io, engine: options.engine })
            : undefined;
          const report: RunEvaluation = { ...evaluated, ...(baselines && { baselines }) };
          if (options.out !== undefined) {
            await writeFileDurably(resolve(options.out), `${JSON.stringify(report, null, 2)}\n`);
          }
          return report;
        },
        (report) => describeRunEvaluation(`${report.bundle.experiment}, ${report.partition}`, report),
      );
    });
}

interface BesideWhat {
  readonly bundle: Bundle;
  readonly experiment: Experiment;
  readonly evaluation: Experiment['evaluation'];
  readonly seed: number;
  readonly engine: EngineChoice;
  readonly io: CommandIo;
}

/** The run's linear models on the evaluated pairs; undefined where they are not pairs of the bundle's own run. */
async function baselinesBeside(
  { partition, dataFingerprint }: BundleEvaluation,
  { bundle, experiment, evaluation, seed, engine, io }: BesideWhat,
): Promise<Baselines<BaselineReport> | undefined> {
  const run = new RunFolder(dirname(bundle.directory));
  if (partition === 'all' || !(await holdsFeaturesOf(run, dataFingerprint))) return undefined;
  const { tf } = await openTensorEngine(engine);
  const context = { run, experiment, onProgress: io.onProgress };
  return run.exclusively(() => rankBaselines(tf, context, { partition, evaluation, seed }));
}
