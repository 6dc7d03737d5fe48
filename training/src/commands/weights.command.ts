import { resolve } from 'node:path';
import { Command } from 'commander';
import { readExperiment } from '../experiment.js';
import { RunFolder } from '../stages/run-folder.js';
import { type ExportedWeights, exportWeights } from '../stages/weights-export.stage.js';
import { type ImportedWeights, importWeights } from '../stages/weights-import.stage.js';
import { withIo } from './command-io.js';

interface ExportOptions {
  readonly run: string;
  readonly out: string;
  readonly json?: boolean;
}

interface ImportOptions {
  readonly run: string;
  readonly from: string;
  readonly experiment?: string;
  readonly json?: boolean;
}

export function weightsCommand(): Command {
  return new Command('weights')
    .description(
      "Trained networks as safetensors with PyTorch's names and layouts, out of a run and into one.",
    )
    .addCommand(exportWeightsCommand())
    .addCommand(importWeightsCommand());
}

function exportWeightsCommand(): Command {
  return new Command('export')
    .description('Write every network that the run has trained, a file each.')
    .requiredOption('--run <run>', 'run folder that was trained in')
    .requiredOption('--out <dir>', 'folder that receives the files')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ npx seje weights export --run run --out weights')
    .action(async (options: ExportOptions) => {
      const run = new RunFolder(resolve(options.run));
      await withIo(options, () => exportWeights(run, resolve(options.out)), describeExport);
    });
}

function importWeightsCommand(): Command {
  return new Command('import')
    .description(
      "Take networks that were trained elsewhere for the run's own; it must have been preprocessed.",
    )
    .requiredOption('--run <run>', 'run folder whose features the networks fit')
    .requiredOption('--from <dir>', 'folder with the files, as `weights export` writes them')
    .option('--experiment <file>', "what they were trained with (default: the run's)")
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx seje weights import --run run --from weights && npx seje export --out run',
    )
    .action(async (options: ImportOptions) => {
      const run = new RunFolder(resolve(options.run));
      const { experiment } = options;
      const given = experiment === undefined ? undefined : await readExperiment(resolve(experiment));
      await withIo(
        options,
        () => run.exclusively(() => importWeights(run, resolve(options.from), given)),
        describeImport,
      );
    });
}

function describeExport({ directory, networks, trunk }: ExportedWeights): string {
  return [
    `Wrote ${networks.join(', ')} to ${directory}.`,
    ...(trunk === undefined ? [] : [`The encoders go with the fine-tuned trunk, ${trunk}.`]),
  ].join('\n');
}

function describeImport({ imported, unchanged, waiting }: ImportedWeights): string {
  return [
    `Imported ${imported.join(', ')}.`,
    ...(unchanged.length === 0 ? [] : [`Already there: ${unchanged.join(', ')}.`]),
    waiting.length === 0
      ? 'Run "seje export" to make a bundle of them.'
      : `Features have to be made anew: run "seje preprocess", then import again for ${waiting.join(', ')}.`,
  ].join('\n');
}
