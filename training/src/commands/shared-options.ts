import { basename, resolve } from 'node:path';
import type { ExecutionProviderChoice } from '@seje/artifacts';
import { type Command, Option } from 'commander';
import { type Experiment, readExperiment } from '../experiment.js';
import { RunFolder } from '../stages/run-folder.js';
import type { RunContext } from '../stages/run-context.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import type { CommandIo } from './command-io.js';
import { engineOption } from './engine-option.js';
import { wholeNumber } from './option-values.js';

/** Options of every command that works on a run folder. */
export interface RunOptions {
  readonly out: string;
  readonly experiment: string;
  readonly seed?: number;
  readonly categoriser?: string;
  readonly cache: string;
  readonly provider: ExecutionProviderChoice;
  readonly engine: EngineChoice;
  /** Of the commands that have `threadsOption`. */
  readonly threads?: number;
  readonly json?: boolean;
}

/** What options are where they are not given. */
export interface CommandDefaults {
  /** Folder of downloaded and converted backbones. */
  readonly cacheDir: string;
  /** Path of an experiment file. */
  readonly experiment: string;
}

/** Adds the options that `runContext` reads. */
export function withRunOptions(command: Command, { cacheDir, experiment }: CommandDefaults): Command {
  return withProviderOption(command)
    .option('--cache <dir>', 'downloaded and converted backbones', cacheDir)
    .addOption(engineOption())
    .requiredOption('--out <run>', 'run folder; what is already there and still fits is reused')
    .addOption(
      new Option('--experiment <file>', 'hyper-parameters; paths in it start at its own folder').default(
        experiment,
        basename(experiment),
      ),
    )
    .option('--seed <n>', "in place of the experiment's seed", wholeNumber)
    .option('--categoriser <dir>', 'what "seje categoriser" wrote, for f_cat, in place of image.categoriser');
}

/** Adds --provider and --json. */
export function withProviderOption(command: Command): Command {
  return command
    .addOption(
      new Option('--provider <name>', 'execution provider of the ONNX networks')
        .choices(['auto', 'cpu', 'cuda'])
        .default('auto'),
    )
    .option('--json', 'print the result as JSON');
}

export async function runContext(options: RunOptions, io: CommandIo): Promise<RunContext> {
  return {
    run: new RunFolder(resolve(options.out)),
    experiment: await experimentFrom(options),
    cacheDir: resolve(options.cache),
    provider: options.provider,
    engine: options.engine,
    ...(options.threads !== undefined && { threads: options.threads }),
    onProgress: io.onProgress,
    signal: io.signal,
  };
}

async function experimentFrom(options: RunOptions): Promise<Experiment> {
  const { seed, categoriser } = options;
  const experiment = await readExperiment(resolve(options.experiment));
  return {
    ...experiment,
    ...(seed !== undefined && { seed }),
    ...(categoriser !== undefined && {
      image: { ...experiment.image, categoriser: resolve(categoriser) },
    }),
  };
}
