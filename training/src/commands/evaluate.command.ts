import { resolve } from 'node:path';
import { writeFileDurably } from '@seje/core';
import { type RankedBag, loopProduct } from '@seje/retrieval';
import { Command, Option } from 'commander';
import { type GalleryOptions, galleryPage } from '../evaluation/gallery/gallery-page.js';
import { type OpenedPairs, experimentOfOrigin } from '../evaluation/open-pairs.js';
import { baselinesBeside } from '../stages/baselines-beside.js';
import type { RunEvaluation } from '../stages/baselines.stage.js';
import { type EvaluationFile, evaluateOpened } from '../stages/evaluate.stage.js';
import { baselinesOption } from './baselines-option.js';
import { withIo } from './command-io.js';
import { describeRunEvaluation } from './describe-run-evaluation.js';
import { count, counts, wholeNumber } from './option-values.js';
import { type PairsOptions, pairsFrom, runOf, withPairsOptions } from './pairs-options.js';

interface EvaluateCommandOptions extends PairsOptions {
  readonly bag?: number;
  readonly bagsOf?: readonly number[];
  readonly bags?: number;
  readonly seed?: number;
  readonly categoryPairs: number;
  readonly ranks?: string;
  readonly gallery?: string;
  readonly galleryQueries: number;
  readonly out?: string;
  readonly baselines: boolean;
}

export function evaluateCommand(): Command {
  return withPairsOptions(new Command('evaluate'))
    .description('Rank the recipes of a data set for its photos, and the other way round.')
    .option('--bag <n>', "pairs in a bag (default: the experiment's)", count)
    .addOption(
      new Option('--bags-of <n,...>', 'bags of several sizes: 1000,5000,10000')
        .argParser(counts)
        .conflicts('bag'),
    )
    .option('--bags <n>', "random bags averaged, of each size (default: the experiment's)", count)
    .option('--seed <n>', "seed of the bags (default: the experiment's)", wholeNumber)
    .option('--category-pairs <n>', 'categories of fewer pairs are left out of the table', count, 10)
    .option('--ranks <file>', 'write the rank of every query here, one JSON object a line')
    .option('--gallery <file>', 'write hits and misses with their photos here, one HTML file')
    .option('--gallery-queries <n>', 'queries in the gallery, of each direction', count, 12)
    .option('--out <file>', 'write the report here as JSON')
    .addOption(baselinesOption())
    .addHelpText(
      'after',
      `
On the data set of the run, the bundle's own or that of --run, it shows ridge regression and CCA too.

Examples:
  $ npx seje evaluate --bundle run/bundle --data other-recipes --partition all --out evaluation.json
  $ npx seje evaluate --run run --data kitchen --bags-of 1000,5000,10000 --ranks ranks.ndjson`,
    )
    .action(async (options: EvaluateCommandOptions) => {
      await withIo(
        options,
        async (io) => {
          const opened = await pairsFrom(options, io);
          const { evaluation, seed } = opened.experiment;
          const asked = {
            bagSizes: options.bagsOf ?? [options.bag ?? evaluation.bagSize],
            bags: options.bags ?? evaluation.bags,
            seed: options.seed ?? seed,
          };
          const baselines = options.baselines
            ? await baselinesBeside(opened, asked, { run: runOf(options), engine: options.engine, ...io })
            : undefined;
          let firstBag: RankedBag | undefined;
          const evaluated = await evaluateOpened(opened, {
            ...asked,
            fewestOfCategory: options.categoryPairs,
            ...(options.ranks !== undefined && { ranks: resolve(options.ranks) }),
            onFirstBag: (bag) => (firstBag = bag),
            provider: options.provider,
            onProgress: io.onProgress,
            signal: io.signal,
          });
          const report: RunEvaluation = { ...evaluated, ...(baselines && { baselines }) };
          if (options.out !== undefined) {
            await writeFileDurably(resolve(options.out), `${JSON.stringify(report, null, 2)}\n`);
          }
          if (options.gallery !== undefined) {
            const drawn = { report, bag: firstBag!, queries: options.galleryQueries, seed: asked.seed };
            await writeGallery(resolve(options.gallery), opened, drawn);
          }
          return report;
        },
        (report) => describeRunEvaluation(titleOf(report), report),
      );
    });
}

async function writeGallery(
  path: string,
  opened: OpenedPairs,
  asked: Omit<GalleryOptions, 'title' | 'product' | 'report'> & { readonly report: EvaluationFile },
): Promise<void> {
  const title = titleOf(asked.report);
  await writeFileDurably(path, await galleryPage(opened, { ...asked, title, product: loopProduct }));
}

function titleOf(report: EvaluationFile): string {
  return `${experimentOfOrigin(report)}, ${report.partition}`;
}
