import { type OnProgress, type RecipeRecord, canonicalJson, sha256 } from '@seje/core';
import { openTextFeatureExtractor } from '@seje/preprocessing';
import { extractTexts } from '../../data/extract-texts.js';
import { TextFeatureShards } from '../../data/text-feature-shards.js';
import type { FitTermsReport } from '../../fitting/fit-terms.js';
import { stoppable } from '../stoppable.js';
import type { PhaseOne } from './phase-one.js';
import type { Made } from './phase-one-stages.js';
import type { ReadOutcome } from './read.stage.js';

const VERSION = 2;

export interface TextFeaturesFrom {
  readonly read: Made<ReadOutcome>;
  readonly terms: Made<FitTermsReport>;
  readonly textState: Made<unknown>;
}

/** f_term and f_sent of every recipe that has a photo, in shards; goes on where an interrupted run was. */
export async function textFeaturesStage(
  { run, stages, source, provider, onProgress, signal }: PhaseOne,
  { read, terms, textState }: TextFeaturesFrom,
): Promise<Made<{ readonly recipes: number }>> {
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
      await shards.append(extractTexts(records, extractor));
      return { recipes: await shards.size() };
    } finally {
      await extractor.release();
    }
  });
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
