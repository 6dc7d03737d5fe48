import { resolve } from 'node:path';
import { type ExecutionProviderChoice, QUANTIZED_PRECISIONS, type QuantizedPrecision } from '@seje/artifacts';
import { openRecipeSource } from '@seje/catalogue';
import type { Partition } from '@seje/core';
import { Command, Option } from 'commander';
import { exportRun } from '../stages/export.stage.js';
import { quantizeRun } from '../stages/quantize.stage.js';
import { RunFolder } from '../stages/run-folder.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import { type CommandIo, withIo } from './command-io.js';
import { describeVariant } from './describe-variant.js';
import { engineOption } from './engine-option.js';
import { pointsOfRecall } from './option-values.js';
import { type CommandDefaults, withProviderOption } from './shared-options.js';

interface ExportCommandOptions {
  readonly out: string;
  readonly cache: string;
  readonly engine: EngineChoice;
  readonly quantize?: QuantizedPrecision;
  readonly data?: string;
  readonly partition: Partition | 'all';
  readonly maxRecallLoss: number;
  readonly provider: ExecutionProviderChoice;
  readonly json?: boolean;
}

/** Points of R@10: one query of a hundred. */
const MAX_RECALL_LOSS = 1;

export function exportCommand({ cacheDir }: CommandDefaults): Command {
  const command = withProviderOption(new Command('export'))
    .description("Write the trained encoders as ONNX into the run's bundle, after a parity check.")
    .requiredOption('--out <run>', 'run folder that was trained in; its bundle is replaced')
    .option('--cache <dir>', 'downloaded and converted backbones', cacheDir)
    .addOption(engineOption())
    .addOption(
      new Option(
        '--quantize <precision>',
        'make a variant of the bundle with smaller weights instead, bundle-<precision>',
      ).choices(QUANTIZED_PRECISIONS),
    )
    .option('--data <dir>', 'with --quantize: the data set that both are measured on')
    .addOption(
      new Option('--partition <name>', 'with --quantize: which of its recipes')
        .choices(['train', 'val', 'test', 'all'])
        .default('test'),
    )
    .option(
      '--max-recall-loss <points>',
      'with --quantize: refuse a variant that loses more points of R@10',
      pointsOfRecall,
      MAX_RECALL_LOSS,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx seje export --out run\n  $ npx seje export --out run --quantize int8 --data my-recipes',
    );
  return command.action(async (options: ExportCommandOptions) => {
    const { quantize: precision, data } = options;
    if (precision === undefined) return exportFloat32(options);
    if (data === undefined) return command.error('error: --quantize needs --data <dir>');
    return withIo(options, (io) => quantize({ ...options, precision, data }, io), describeVariant);
  });
}

async function quantize(
  options: ExportCommandOptions & { readonly precision: QuantizedPrecision; readonly data: string },
  { onProgress, signal }: CommandIo,
) {
  const { precision, partition, maxRecallLoss, provider } = options;
  const run = new RunFolder(resolve(options.out));
  const source = await openRecipeSource(resolve(options.data));
  const settings = { precision, partition, maxRecallLoss, provider, onProgress, signal };
  const { bundle, report } = await run.exclusively(() => quantizeRun(run, source, settings));
  return { directory: bundle.directory, fingerprint: bundle.fingerprint, ...report };
}

async function exportFloat32(options: ExportCommandOptions): Promise<void> {
  await withIo(
    options,
    async (io) => {
      const engine = await openTensorEngine(options.engine);
      const context = {
        run: new RunFolder(resolve(options.out)),
        cacheDir: resolve(options.cache),
        onProgress: io.onProgress,
      };
      const bundle = await context.run.exclusively(() => exportRun(context, engine));
      return {
        directory: bundle.directory,
        fingerprint: bundle.fingerprint,
        parity: bundle.manifest.parity,
      };
    },
    ({ directory, fingerprint, parity }) =>
      `Bundle ${directory} (${fingerprint.slice(0, 12)}); largest difference to the trained encoders: ` +
      `recipe ${parity.recipe.toExponential(1)}, image ${parity.image.toExponential(1)}.`,
  );
}
