import type { ReadReport, RecipeSource } from '@seje/catalogue';
import { writeFileDurably } from '@seje/core';
import type { Backbone } from '../backbones/backbone.js';
import type { CategoriserReport } from '../fitting/categoriser-files.js';
import type { FitCategoriesReport } from '../fitting/fit-categories.js';
import type { FitLexiconReport } from '../fitting/fit-lexicon.js';
import type { FitTermsReport } from '../fitting/fit-terms.js';
import type { FitSentencesReport } from '../fitting/sentence-encoder/fit-sentence-encoder.js';
import type { PairReport } from './pair-features.js';
import { categoriesStage } from './phase-one/categories.stage.js';
import { categoriserStage } from './phase-one/categoriser.stage.js';
import { featureSetStage } from './phase-one/feature-set.stage.js';
import { lexiconStage } from './phase-one/lexicon.stage.js';
import type { PhaseOne } from './phase-one/phase-one.js';
import { PhaseOneStages, type StageRun } from './phase-one/phase-one-stages.js';
import { photoFeaturesStage } from './phase-one/photo-features.stage.js';
import { readStage } from './phase-one/read.stage.js';
import { sentenceEncoderStage } from './phase-one/sentence-encoder.stage.js';
import { type TaggerOutcome, taggerStage } from './phase-one/tagger.stage.js';
import { termsStage } from './phase-one/terms.stage.js';
import { textFeaturesStage } from './phase-one/text-features.stage.js';
import { textStateStage } from './phase-one/text-state.stage.js';
import type { RunContext } from './run-context.js';
import type { StageOutcome } from './run-folder.js';

/** What Phase I read, fitted, made and left out; kept as `preprocess.json`. */
export interface PreprocessReport {
  readonly layout: RecipeSource['layout'];
  readonly dataFingerprint: string;
  readonly backbone: string;
  readonly read: ReadReport;
  readonly text: Omit<FitLexiconReport & FitTermsReport, 'dropped'> & {
    readonly dropped: FitLexiconReport['dropped'] & FitTermsReport['dropped'];
  };
  /** Absent where entities are found by rules. */
  readonly tagger?: TaggerOutcome;
  /** Absent where sentences need no fitting. */
  readonly sentenceEncoder?: FitSentencesReport;
  readonly categories: FitCategoriesReport;
  /** Absent without a categoriser. */
  readonly categoriser?: CategoriserReport;
  readonly pairs: PairReport;
  /** The stages in their order: reused or run anew, and the hash of what each made. */
  readonly stages: readonly StageRun[];
}

const NAME = 'preprocess';
const VERSION = 5;

/**
 * Phase I: fits the text state on the train partition, and recipe categories, then writes the features of every
 * pair. Each stage runs only where its own inputs have changed; a new one is a file in `phase-one/` and a line here.
 * @throws SejeError DATA_EMPTY (no photo, no train recipe, no term frequent enough)
 */
export async function preprocess(
  context: RunContext,
  source: RecipeSource,
  backbone: Backbone,
): Promise<StageOutcome<PreprocessReport>> {
  const { run } = context;
  const stages = new PhaseOneStages(run, () => run.forget(NAME));
  const phaseOne: PhaseOne = { ...context, source, backbone, stages };

  const read = await readStage(phaseOne);
  const tagger = await taggerStage(phaseOne, read);
  const lexicon = await lexiconStage(phaseOne, { read, tagger });
  const terms = await termsStage(phaseOne, { read, tagger, lexicon });
  const sentenceEncoder = await sentenceEncoderStage(phaseOne, { read, lexicon, terms });
  const textState = await textStateStage(phaseOne, { tagger, lexicon, terms, sentenceEncoder });
  const categories = await categoriesStage(phaseOne, read);
  const categoriser = await categoriserStage(phaseOne, { terms, textState });
  const textFeatures = await textFeaturesStage(phaseOne, { read, terms, textState });
  const photoFeatures = await photoFeaturesStage(phaseOne, { read, categoriser });
  const pairs = await featureSetStage(phaseOne, {
    read,
    categories,
    categoriser,
    textFeatures,
    photoFeatures,
  });

  const { layout, dataFingerprint } = read.report;
  const made = stages.runs.map(({ stage, sha256 }) => [stage, sha256]);
  const inputs = { version: VERSION, made, backbone: backbone.name };
  const outcome = await run.stage(NAME, { inputs, outputs: [run.preprocessing] }, async () => {
    const report: PreprocessReport = {
      layout,
      dataFingerprint,
      backbone: backbone.name,
      read: read.report.read,
      text: {
        ...lexicon.report,
        ...terms.report,
        dropped: { ...lexicon.report.dropped, ...terms.report.dropped },
      },
      ...(tagger.report !== null && { tagger: tagger.report }),
      ...(sentenceEncoder.report !== null && { sentenceEncoder: sentenceEncoder.report.report }),
      categories: categories.report,
      ...(categoriser.report !== null && { categoriser: categoriser.report.report }),
      pairs: pairs.report,
      stages: stages.runs,
    };
    await writeFileDurably(run.preprocessing, `${JSON.stringify(report, null, 2)}\n`);
    return report;
  });
  return { ...outcome, result: { ...outcome.result, stages: stages.runs } };
}
