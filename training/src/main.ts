import { SejeError } from '@seje/core';
import { Command, CommanderError } from 'commander';
import { arithmeticCommand } from './commands/arithmetic.command.js';
import { baselineCommand } from './commands/baseline.command.js';
import { categoriserCommand } from './commands/categoriser.command.js';
import { evaluateCommand } from './commands/evaluate.command.js';
import { explainCommand } from './commands/explain.command.js';
import { exportCommand } from './commands/export.command.js';
import { finetuneCommand } from './commands/finetune.command.js';
import { indexCommand } from './commands/index.command.js';
import { pipelineCommand } from './commands/pipeline.command.js';
import { preprocessCommand } from './commands/preprocess.command.js';
import { reportCommand } from './commands/report.command.js';
import type { CommandDefaults } from './commands/shared-options.js';
import { synthesizeCommand } from './commands/synthesize.command.js';
import { trainCommand } from './commands/train.command.js';
import { weightsCommand } from './commands/weights.command.js';

/** What a shell sees: 0 done, 1 a named failure, 2 wrong usage, 130 stopped by the user. */
const EXIT = { done: 0, failed: 1, usage: 2, stopped: 130 } as const;

function program(defaults: CommandDefaults): Command {
  return new Command('seje')
    .description('Find recipes from food photos and photos from recipes: train, evaluate, index and serve.')
    .addCommand(synthesizeCommand())
    .addCommand(pipelineCommand(defaults))
    .addCommand(preprocessCommand(defaults))
    .addCommand(trainCommand(defaults))
    .addCommand(finetuneCommand(defaults))
    .addCommand(reportCommand())
    .addCommand(exportCommand(defaults))
    .addCommand(indexCommand())
    .addCommand(evaluateCommand())
    .addCommand(arithmeticCommand())
    .addCommand(baselineCommand())
    .addCommand(categoriserCommand(defaults))
    .addCommand(explainCommand())
    .addCommand(weightsCommand())
    .addHelpText(
      'after',
      `  serve [options]             Start the service over a bundle and its recipes ("seje serve --help").
  keys create|list|revoke     API keys of the service ("seje keys --help").
  demo [options]              Synthetic kitchen, training and service in one go ("seje demo --help").

Examples:
  $ npx seje synthesize --recipes 1000 --seed 1 --out kitchen
  $ npx seje pipeline --data kitchen --out run --experiment training/experiments/demo.json
  $ npx seje serve --bundle run/bundle --data kitchen

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped (what was done is kept; run it again to go on).`,
    )
    .exitOverride();
}

/** Runs one command line and returns the exit code; failures are written to stderr. */
export async function main(args: readonly string[], defaults: CommandDefaults): Promise<number> {
  try {
    const root = program(defaults);
    for (const command of root.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride();
    await root.parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error instanceof Error && error.name === 'AbortError') {
      process.stderr.write('Stopped. What was done is kept: run the same command again to go on.\n');
      return EXIT.stopped;
    }
    const failure = namedFailure(error);
    if (failure === undefined) throw error;
    process.stderr.write(`seje: ${failure}\n`);
    return EXIT.failed;
  }
}

/** What a person is told; undefined where it is the program's own fault, and the stack is wanted. */
function namedFailure(error: unknown): string | undefined {
  if (error instanceof SejeError) return `${error.message} [${error.code}]`;
  const { code, syscall } = error as NodeJS.ErrnoException;
  const ofTheSystem = error instanceof Error && syscall !== undefined && code !== undefined;
  return ofTheSystem
    ? `${error.message}. Check that path, its permissions and free space. [${code}]`
    : undefined;
}
