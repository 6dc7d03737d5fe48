import { type OnProgress, type RecipeRecord, canonicalJson, sha256 } from '@seje/core';
import { type TextFeatureExtractor, openTextFeatureExtractor } from '@seje/preprocessing';
import { extractTexts } from '../../data/extract-texts.js';
import { extractTextsOnThreads } from '../../data/extract-texts-on-threads.js';
import { type StoredText, TextFeatureShards } from '../../data/text-feature-shards.js';
import type { FitTermsReport } from '../../fitting/fit-terms.js';
import { stoppable } from '../stoppable.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { ReadOutcome } from './read.stage.js';

const VERSION = 2;
/** Fewer recipes than this are read before the threads have opened what they need. */
const FEWEST_FOR_THREADS = 2000;

export interface TextFeaturesFrom {
  readonly read: Made<ReadOutcome>;
  readonly terms: Made<FitTermsReport>;
  readonly textState: Made<unknown>;
}

/** f_term and f_sent of every recipe that has a photo, in shards; goes on where an interrupted run was. */
export async function textFeaturesStage(
  phaseOne: PhaseOne,
  { read, terms, textState }: TextFeaturesFrom,
): Promise<Made<{ readonly recipes: number }>> {
  const { run, stages, source, provider, onProgress, signal } = phaseOne;
  const { hashes, recipesWithPhoto: total } = read.report;
  const inputs = { text: hashes.text, pairs: hashes.pairs, terms: terms.sha256, textState: textState.sha256 };
  const { textFeatures } = run;
  const stage = {
    name: 'text-features' as const,
    version: VERSION,
    inputs,
    files: [TextFeatureShards.indexOf(textFeatures)],
  };
  return stages.run(stage, async () => {
    const extractor = await openTextFeatureExtractor(run.text, { provider });
    try {
      const shards = await TextFeatureShards.create(textFeatures, {
        inputs: sha256(canonicalJson({ ...inputs, version: VERSION })),
        dimensions: { term: extractor.termDimension, sentences: extractor.sentenceDimension },
      });
      const made = await shards.size();
      const records = withPhoto(stoppable(source.read(), signal), { skip: made, total, onProgress });
      await shards.append(extracted(records, { phaseOne, extractor, count: total - made }));
      return { recipes: await shards.size() };
    } finally {
      await extractor.release();
    }
  });
}

/** On threads where that pays; networks (a sentence encoder, the tagger) use all cores from one. */
function extracted(
  records: AsyncIterable<RecipeRecord>,
  {
    phaseOne,
    extractor,
    count,
  }: { readonly phaseOne: PhaseOne; readonly extractor: TextFeatureExtractor; readonly count: number },
): AsyncIterable<StoredText> {
  const { run, provider, experiment, threads = 1 } = phaseOne;
  const { text } = experiment;
  const readsWithNetworks =
    text.rater === 'bert' || text.sentenceEncoder !== 'mean' || text.entities === 'tagger';
  const alone = threads === 1 || count < FEWEST_FOR_THREADS || readsWithNetworks;
  return alone
    ? extractTexts(records, extractor)
    : extractTextsOnThreads(records, { directory: run.text, provider, threads });
}

/** The recipes that have a photo, after the first `skip` of them. */
async function* withPhoto(
  records: AsyncIterable<RecipeRecord>,
  {
    skip,
    total,
    onProgress,
  }: { readonly skip: number; readonly total: number; readonly onProgress: OnProgress },
): AsyncGenerator<RecipeRecord> {
  let seen = 0;
  for await (const record of records) {
    if (record.photos.length === 0 || ++seen <= skip) continue;
    yield record;
    onProgress({ step: 'text features', done: seen, total });
  }
}
