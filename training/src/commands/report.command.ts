import { resolve } from 'node:path';
import { Command } from 'commander';
import { remakeReport } from '../reporting/remake-report.js';
import { RunFolder } from '../stages/run-folder.js';
import { withIo } from './command-io.js';

interface ReportOptions {
  readonly run: string;
  readonly finetuning?: boolean;
  readonly json?: boolean;
}

export function reportCommand(): Command {
  return new Command('report')
    .description("Write the page with a training's curves anew from its log, while it trains or afterwards.")
    .requiredOption('--run <run>', 'run folder')
    .option('--finetuning', 'of its fine-tuning, not of the training before it')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ npx seje report --run run')
    .action(async ({ finetuning = false, ...options }: ReportOptions) => {
      const run = new RunFolder(resolve(options.run));
      await withIo(
        options,
        () => remakeReport(finetuning ? run.finetuning : run.training, new Date()),
        ({ report, steps, validations }) => `${report}: ${steps} steps, ${validations} validations.`,
      );
    });
}
