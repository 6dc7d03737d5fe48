import { resolve } from 'node:path';
import { writeFileDurably } from '@seje/core';
import { Command } from 'commander';
import { evaluateBaseline } from '../stages/baseline.stage.js';
import { RunFolder } from '../stages/run-folder.js';
import { withIo } from './command-io.js';
import { describeEvaluation } from './describe-evaluation.js';
import { count, wholeNumber } from './option-values.js';

interface BaselineCommandOptions {
  readonly run: string;
  readonly bag: number;
  readonly bags: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function baselineCommand(): Command {
  return new Command('baseline')
    .description("Ridge regression on a run's features: what a trained model should be seen beside.")
    .requiredOption('--run <dir>', 'run folder that was preprocessed')
    .option('--bag <n>', 'pairs in a bag', count, 1000)
    .option('--bags <n>', 'random bags averaged', count, 10)
    .option('--seed <n>', 'seed of the bags', wholeNumber, 1)
    .option('--out <file>', 'write the report here as JSON')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', '\nExample:\n  $ npx seje baseline --run run --bag 1000')
    .action(async (options: BaselineCommandOptions) => {
      await withIo(
        options,
        async (io) => {
          const report = await evaluateBaseline(new RunFolder(resolve(options.run)), {
            bagSize: options.bag,
            bags: options.bags,
            seed: options.seed,
            onProgress: io.onProgress,
          });
          if (options.out !== undefined) {
            await writeFileDurably(resolve(options.out), `${JSON.stringify(report, null, 2)}\n`);
          }
          return report;
        },
        (report) => describeEvaluation('ridge regression, test', report),
      );
    });
}
