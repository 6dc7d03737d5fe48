import { resolve } from 'node:path';
import { openRecipeSource } from '@seje/catalogue';
import { Command, Option } from 'commander';
import { PHOTO_THREADS } from '../finetuning/photo-reader.js';
import type { FinetuneReport } from '../stages/finetuned-model.js';
import { finetuneRun } from '../stages/finetune.stage.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { withIo } from './command-io.js';
import { count } from './option-values.js';
import { type CommandDefaults, type RunOptions, runContext, withRunOptions } from './shared-options.js';

interface FinetuneOptions extends RunOptions {
  readonly data: string;
  readonly threads: number;
  readonly resume?: boolean;
}

export function finetuneCommand(defaults: CommandDefaults): Command {
  return withRunOptions(new Command('finetune'), defaults)
    .description('Train the last stages of the image trunk together with both encoders, from the photos.')
    .requiredOption('--data <dir>', 'data set that the run was made of')
    .addOption(
      new Option('--threads <n>', 'worker threads that read photos').argParser(count).default(PHOTO_THREADS),
    )
    .option('--resume', 'go on from the checkpoint in the run folder')
    .addHelpText(
      'after',
      `
It goes on from a trained run, needs the native engine, and is set in the experiment under "finetune"; "seje export"
then puts the fine-tuned trunk into the bundle.

Example:
  $ npx seje finetune --data kitchen --out run --experiment training/experiments/demo.json`,
    )
    .action(async ({ threads, ...options }: FinetuneOptions) => {
      await withIo(
        options,
        async (io) => {
          const engine = await openTensorEngine(options.engine);
          io.say(`Engine: ${engine.name}`);
          const context = await runContext(options, io);
          const source = await openRecipeSource(resolve(options.data));
          const start = options.resume === true ? 'resume' : 'anew';
          const work = { source, engine, start, threads } as const;
          return (await context.run.exclusively(() => finetuneRun(context, work))).result;
        },
        describeFinetuning,
      );
    });
}

function describeFinetuning({ epochs, bestEpoch, ended, engine, photosWaited }: FinetuneReport): string {
  const best =
    bestEpoch === 0
      ? 'none ranked better than the frozen trunk, which is kept'
      : `the best was epoch ${bestEpoch}`;
  const waited = `${(100 * photosWaited).toFixed(1)} % of the time waiting for photos`;
  return `Fine-tuned ${epochs} epochs on ${engine} (${ended}), ${waited}; ${best}.`;
}
