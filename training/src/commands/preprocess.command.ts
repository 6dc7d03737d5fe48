import { resolve } from 'node:path';
import { openRecipeSource } from '@seje/catalogue';
import { Command } from 'commander';
import { loadBackbone } from '../backbones/load-backbone.js';
import { percent } from '../reporting/percent.js';
import { STAGES_OF_PHASE_ONE } from '../stages/phase-one/phase-one-stages.js';
import type { FitSentencesReport } from '../fitting/sentence-encoder/fit-sentence-encoder.js';
import { type PreprocessReport, preprocess } from '../stages/preprocess.stage.js';
import type { TaggedLinesReport } from '../fitting/tagger/tagged-line-counter.js';
import { withIo } from './command-io.js';
import { warnOfDishes } from './warn-of-dishes.js';
import { threadsOption } from './threads-option.js';
import { type CommandDefaults, type RunOptions, runContext, withRunOptions } from './shared-options.js';

export function preprocessCommand(defaults: CommandDefaults): Command {
  return withRunOptions(new Command('preprocess'), defaults)
    .description('Phase I: fit the text state, compute the features of every recipe and photo.')
    .requiredOption('--data <dir>', 'data set: Recipe1M layout or schema.org recipes')
    .addOption(threadsOption())
    .addHelpText(
      'after',
      `
It goes in stages (${STAGES_OF_PHASE_ONE.join(', ')}).
Run again, it does only those whose settings or inputs have changed; stopped, it goes on where it was.

Example:
  $ npx seje preprocess --data kitchen --out run --experiment training/experiments/demo.json`,
    )
    .action(async (options: RunOptions & { data: string }) => {
      await withIo(
        options,
        async (io) => {
          const context = await runContext(options, io);
          const source = await openRecipeSource(resolve(options.data));
          const backbone = await loadBackbone(context.experiment.image.backbone, context);
          return (await context.run.exclusively(() => preprocess(context, source, backbone))).result;
        },
        describePreprocessing,
      );
    });
}

/** Lines for a person: what was read, what came of it, what was left out and why. */
export function describePreprocessing(report: PreprocessReport): string {
  const { read, text, sentenceEncoder, categories, pairs, stages } = report;
  const dropped = Object.entries({ ...read.dropped, ...pairs.dropped }).filter(([, count]) => count > 0);
  const { train, val, test } = pairs.categories[0]!;
  const background = train + val + test;
  const { known, fromWords, unknown } = pairs.keyTerms;
  const reused = stages.filter((run) => run.reused).map(({ stage }) => stage);
  return [
    ...(reused.length > 0 ? [`Unchanged, reused: ${reused.join(', ')}.`] : []),
    `Read ${read.recipes} recipes with ${read.photos} photos; ${text.terms} terms have a vector.`,
    ...(sentenceEncoder === undefined ? [] : describeSentences(sentenceEncoder)),
    `Pairs: ${pairs.pairs.train} train, ${pairs.pairs.val} val, ${pairs.pairs.test} test.`,
    `Key terms: ${known} with a vector, ${fromWords} of them that of their words; ${unknown} without, left out.`,
    ...(text.tagged === undefined ? [] : [describeTagged(text.tagged)]),
    `${categories.count - 1} recipe categories; ${background} of the pairs have none of them.`,
    ...warnOfDishes(report),
    ...dropped.map(([reason, count]) => `Left out: ${count} x ${reason}`),
  ].join('\n');
}

function describeTagged({ lines: { named, rescued, dropped } }: TaggedLinesReport): string {
  return `Ingredient lines: ${named} named by the tagger, ${rescued} rescued by the set of entities, ${dropped} dropped.`;
}

function describeSentences({ perplexity, nextInstruction, bestEpoch }: FitSentencesReport): string[] {
  const { encoder, bagOfWords } = nextInstruction;
  return [
    `Sentence encoder: best after epoch ${bestEpoch}; perplexity of the next instruction ` +
      `${perplexity.decoder.toFixed(0)}, by word frequencies ${perplexity.unigram.toFixed(0)}.`,
    `The next instruction among ${encoder.others} others: mean rank ${encoder.meanRank.toFixed(1)}, ` +
      `nearest in ${percent(encoder.nearest)}; by bags of words ${bagOfWords.meanRank.toFixed(1)}, ` +
      `${percent(bagOfWords.nearest)}.`,
  ];
}
