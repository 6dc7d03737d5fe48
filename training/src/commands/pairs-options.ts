import type { ExecutionProviderChoice } from '@seje/artifacts';
import { type Partition, SejeError } from '@seje/core';
import { type Command, Option } from 'commander';
import { dirname, join, resolve } from 'node:path';
import { type OpenedPairs, type PairsSource, openPairs } from '../evaluation/open-pairs.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import type { CommandIo } from './command-io.js';
import { engineOption } from './engine-option.js';
import { withProviderOption } from './shared-options.js';

/** Options of every command that works on embedded pairs. */
export interface PairsOptions {
  readonly bundle?: string;
  readonly run?: string;
  readonly data: string;
  readonly partition: Partition | 'all';
  readonly state?: string;
  readonly provider: ExecutionProviderChoice;
  readonly engine: EngineChoice;
  readonly json?: boolean;
}

/** Adds the options that `pairsFrom` reads, --provider and --json. */
export function withPairsOptions(command: Command): Command {
  return withProviderOption(command)
    .addOption(new Option('--bundle <dir>', 'bundle whose encoders are used').conflicts('run'))
    .option('--run <dir>', 'in place of a bundle: a trained run, its weights on its cached features')
    .requiredOption('--data <dir>', 'data set; a bundle need not have seen it, a run was made from it')
    .addOption(
      new Option('--partition <name>', 'which recipes')
        .choices(['train', 'val', 'test', 'all'])
        .default('test'),
    )
    .option('--state <dir>', "folder of the bundle's photo cache (default: the folder of the bundle)")
    .addOption(engineOption());
}

/** Embeds what the options name. */
export async function pairsFrom(options: PairsOptions, io: CommandIo): Promise<OpenedPairs> {
  const { data, state, ...others } = options;
  return openPairs(sourceOf(options), {
    ...others,
    data: resolve(data),
    ...(state !== undefined && { photoFeatures: join(resolve(state), 'photo-features') }),
    onProgress: io.onProgress,
    signal: io.signal,
  });
}

/** The run folder named, or the one that the bundle should lie in. */
export function runOf(options: PairsOptions): string {
  const from = sourceOf(options);
  return 'run' in from ? from.run : dirname(from.bundle);
}

/** @throws SejeError SETTINGS_INVALID where neither is given */
function sourceOf({ bundle, run }: PairsOptions): PairsSource {
  if (bundle !== undefined) return { bundle: resolve(bundle) };
  if (run !== undefined) return { run: resolve(run) };
  throw new SejeError('SETTINGS_INVALID', {
    message: 'It is not said what embeds the recipes and photos',
    expected: 'a bundle or a trained run',
    found: 'neither',
    remedy: 'Name a bundle with --bundle, or a run with --run.',
  });
}
