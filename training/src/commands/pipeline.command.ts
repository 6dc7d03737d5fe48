import { resolve } from 'node:path';
import { Command } from 'commander';
import { runPipeline } from '../stages/pipeline.js';
import { baselinesOption } from './baselines-option.js';
import { withIo } from './command-io.js';
import { describeRunEvaluation } from './describe-run-evaluation.js';
import { describeIndex } from './index.command.js';
import { describePreprocessing } from './preprocess.command.js';
import { type CommandDefaults, type RunOptions, runContext, withRunOptions } from './shared-options.js';
import { threadsOption } from './threads-option.js';

export function pipelineCommand(defaults: CommandDefaults): Command {
  return withRunOptions(new Command('pipeline'), defaults)
    .description('All steps from a data set to a bundle, an index and evaluation.json.')
    .requiredOption('--data <dir>', 'data set: Recipe1M layout or schema.org recipes')
    .addOption(threadsOption())
    .addOption(baselinesOption())
    .addHelpText(
      'after',
      `
The evaluation shows ridge regression and CCA on the same features beside what was trained.
Stop it with Ctrl-C and run it again: it goes on where it was. A step whose inputs are unchanged is reused.

Example:
  $ npx seje pipeline --data my-recipes --out run --experiment training/experiments/small-catalogue.json`,
    )
    .action(async (options: RunOptions & { data: string; baselines: boolean }) => {
      await withIo(
        options,
        async (io) =>
          runPipeline(await runContext(options, io), {
            data: resolve(options.data),
            baselines: options.baselines,
            say: io.say,
          }),
        (report) =>
          [
            describePreprocessing(report.preprocess),
            describeIndex(report.index),
            describeRunEvaluation(`${report.train.experiment.name}, test`, report.evaluation),
          ].join('\n'),
      );
    });
}
