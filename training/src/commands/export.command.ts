import { resolve } from 'node:path';
import { Command } from 'commander';
import { RunFolder } from '../stages/run-folder.js';
import { exportRun } from '../stages/export.stage.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { EngineChoice } from '../tensor-engine/tensor-engine.js';
import { withIo } from './command-io.js';
import { engineOption } from './engine-option.js';
import type { CommandDefaults } from './shared-options.js';

interface ExportCommandOptions {
  readonly out: string;
  readonly cache: string;
  readonly engine: EngineChoice;
  readonly json?: boolean;
}

export function exportCommand({ cacheDir }: CommandDefaults): Command {
  return new Command('export')
    .description("Write the trained encoders as ONNX into the run's bundle, after a parity check.")
    .requiredOption('--out <run>', 'run folder that was trained in; its bundle is replaced')
    .option('--cache <dir>', 'downloaded and converted backbones', cacheDir)
    .option('--json', 'print the result as JSON')
    .addOption(engineOption())
    .addHelpText('after', '\nExample:\n  $ npx seje export --out run')
    .action(async (options: ExportCommandOptions) => {
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
    });
}
