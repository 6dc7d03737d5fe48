import { type Command, InvalidArgumentError, Option } from 'commander';
import { DISH_DEFAULTS } from '../fitting/categoriser/finetuning/dish-settings.js';
import { count, wholeNumber } from './option-values.js';

/** Adds how `categoriser --finetune` trains the trunk. */
export function withFinetuningOptions(command: Command): Command {
  return command
    .option('--finetune', 'train the last stages of the backbone too (native engine)')
    .option('--resume', 'go on with a fine-tuning that was stopped')
    .option('--stages <n>', 'stages of the backbone that are trained, from the last', count, 1)
    .addOption(
      new Option(
        '--norm <statistics>',
        "batch norm there: the weights' own statistics, or each micro-batch's",
      )
        .choices(['kept', 'batch'])
        .default(DISH_DEFAULTS.trunkNorm),
    )
    .option('--epochs <n>', 'passes over the photos', count, DISH_DEFAULTS.epochs)
    .option('--learning-rate <rate>', "Adam's step size at the start", stepSize, DISH_DEFAULTS.learningRate)
    .option('--batch <n>', 'photos in a step', count, DISH_DEFAULTS.batchSize)
    .option(
      '--micro-batch <n>',
      'photos that pass at once; less is less memory',
      count,
      DISH_DEFAULTS.microBatch,
    )
    .option('--recompute', 'compute maps again for the gradient: less memory, a third more time')
    .option(
      '--views <n>',
      'cuts of each photo whose maps are kept on disk, about 0.4 MB each; 0: new cuts in each epoch',
      wholeNumber,
      DISH_DEFAULTS.views,
    );
}

function stepSize(text: string): number {
  const rate = Number(text);
  if (!(rate > 0) || !Number.isFinite(rate)) throw new InvalidArgumentError(`"${text}" is no step size.`);
  return rate;
}
