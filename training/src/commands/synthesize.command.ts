import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { synthesizeKitchen } from '../data/kitchen/index.js';
import { stoppableProgress } from '../stages/stoppable.js';
import { withIo } from './command-io.js';
import { count, partitionSizes, wholeNumber } from './option-values.js';

export function synthesizeCommand(): Command {
  return new Command('synthesize')
    .description("Write a synthetic kitchen: recipes and rendered photos in Recipe1M's layout.")
    .requiredOption('--out <dir>', 'folder to write; must be new, or a kitchen of the same settings')
    .option('--recipes <n>', 'how many recipes', count, 1000)
    .option('--seed <n>', 'the same seed gives the same files', wholeNumber, 1)
    .addOption(
      new Option('--difficulty <level>', 'how alike the dishes are')
        .choices(['easy', 'hard'])
        .default('easy'),
    )
    .option(
      '--partitions <train,val,test>',
      'recipes in each partition, else 80, 10 and 10 %',
      partitionSizes,
    )
    .option('--one-photo', "one photo a recipe, instead of the difficulty's one to three")
    .option('--text-only', 'recipes without photos: the same words, in a fraction of the time')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ npx seje synthesize --recipes 1000 --seed 1 --out kitchen')
    .action(
      async (options: {
        out: string;
        recipes: number;
        seed: number;
        difficulty: 'easy' | 'hard';
        partitions?: [number, number, number];
        onePhoto?: boolean;
        textOnly?: boolean;
        json?: boolean;
      }) => {
        await withIo(
          options,
          async (io) =>
            synthesizeKitchen(
              {
                recipes: options.recipes,
                seed: options.seed,
                difficulty: options.difficulty,
                ...(options.partitions !== undefined && { partitions: options.partitions }),
                ...(options.onePhoto === true && { photosPerRecipe: [1, 0, 0] }),
                textOnly: options.textOnly === true,
                out: resolve(options.out),
              },
              stoppableProgress(io.onProgress, io.signal),
            ),
          (result) => `Wrote ${result.recipes} recipes and ${result.photos} photos to ${options.out}`,
        );
      },
    );
}
