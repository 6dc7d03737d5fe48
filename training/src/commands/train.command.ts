import { Command } from 'commander';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import { type TrainReport, trainRun } from '../stages/train.stage.js';
import { withIo } from './command-io.js';
import { describeChoice } from './describe-run-evaluation.js';
import { type CommandDefaults, type RunOptions, runContext, withRunOptions } from './shared-options.js';

export function trainCommand(defaults: CommandDefaults): Command {
  return withRunOptions(new Command('train'), defaults)
    .description(
      'Phase II: train both encoders on the features in the run folder, or fit them in closed form.',
    )
    .option('--resume', 'go on from the checkpoint in the run folder')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx seje train --out run --experiment training/experiments/demo.json --resume',
    )
    .action(async (options: RunOptions & { resume?: boolean }) => {
      await withIo(
        options,
        async (io) => {
          const engine = await openTensorEngine(options.engine);
          io.say(`Engine: ${engine.name}`);
          const start = options.resume === true ? 'resume' : 'anew';
          const context = await runContext(options, io);
          return (await context.run.exclusively(() => trainRun(context, engine, start))).result;
        },
        describeTraining,
      );
    });
}

function describeTraining({ experiment, epochs, bestEpoch, ended, engine, chosen }: TrainReport): string {
  return experiment.method !== undefined && chosen !== undefined
    ? describeChoice(experiment.method.name, chosen)
    : `Trained ${epochs} epochs on ${engine} (${ended}); the best was epoch ${bestEpoch ?? '-'}.`;
}
