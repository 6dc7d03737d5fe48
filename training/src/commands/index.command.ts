import { join, dirname, resolve } from 'node:path';
import { type ExecutionProviderChoice, openBundle } from '@seje/artifacts';
import { openRecipeSource } from '@seje/catalogue';
import { Command } from 'commander';
import { experimentOfBundle } from '../experiment.js';
import { type IndexReport, buildIndex } from '../stages/index.stage.js';
import { withIo } from './command-io.js';
import { withProviderOption } from './shared-options.js';

interface IndexCommandOptions {
  readonly bundle: string;
  readonly data: string;
  readonly state?: string;
  readonly provider: ExecutionProviderChoice;
  readonly json?: boolean;
}

export function indexCommand(): Command {
  return withProviderOption(new Command('index'))
    .description(
      'Embed every recipe and photo with a bundle, build a search index and make it the current one.',
    )
    .requiredOption('--bundle <dir>', 'bundle to embed with')
    .requiredOption('--data <dir>', 'recipes and photos to make searchable')
    .option('--state <dir>', 'folder of generations and the photo cache (default: the folder of the bundle)')
    .addHelpText('after', '\nExample:\n  $ npx seje index --bundle run/bundle --data my-recipes')
    .action(async (options: IndexCommandOptions) => {
      await withIo(
        options,
        async (io) => {
          const bundle = await openBundle(resolve(options.bundle));
          const state = resolve(options.state ?? dirname(bundle.directory));
          const { index, seed } = experimentOfBundle(bundle);
          return buildIndex(bundle, await openRecipeSource(resolve(options.data)), {
            generations: join(state, 'generations'),
            photoFeatures: join(state, 'photo-features'),
            settings: index,
            seed,
            provider: options.provider,
            onProgress: io.onProgress,
            signal: io.signal,
          });
        },
        describeIndex,
      );
    });
}

export function describeIndex({ generation, recipes, images, dropped }: IndexReport): string {
  return [
    `Generation ${generation}: ${recipes.count} recipes (recall@10 ${recipes.recallAt10.toFixed(3)}), ` +
      `${images.count} photos (recall@10 ${images.recallAt10.toFixed(3)}).`,
    ...Object.entries(dropped).map(([reason, count]) => `Left out: ${count} x ${reason}`),
  ].join('\n');
}
