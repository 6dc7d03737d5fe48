import type { Bundle } from '@seje/artifacts';
import type { RecipeSource } from '@seje/catalogue';
import type { ErrorCode, Partition } from '@seje/core';
import {
  type EvaluatePairsOptions,
  type PairsEvaluation,
  evaluatePairs,
} from '../evaluation/evaluate-pairs.js';
import { type OpenedPairs, type PairsOrigin, originOf } from '../evaluation/open-pairs.js';
import { type PairsOfBundleOptions, pairsOfBundle } from '../evaluation/pairs-of-bundle.js';

/**
 * What `evaluation.json` holds: the figures, and what they are of, a bundle or a run. docs/evaluation.md
 * describes each field.
 */
export type EvaluationFile = PairsEvaluation &
  PairsOrigin & {
    readonly partition: Partition | 'all';
    readonly dropped: Readonly<Partial<Record<ErrorCode, number>>>;
    readonly dataFingerprint: string;
  };

/** Ranks the pairs of a data set with a bundle. @throws SejeError DATA_EMPTY where fewer than two pairs are left */
export async function evaluateBundle(
  bundle: Bundle,
  source: RecipeSource,
  options: EvaluatePairsOptions & PairsOfBundleOptions,
): Promise<EvaluationFile> {
  const embedded = await pairsOfBundle(bundle, source, options);
  const dataFingerprint = await source.fingerprint();
  const { partition } = options;
  return evaluateOpened({ ...embedded, partition, origin: originOf(bundle), dataFingerprint }, options);
}

/** Ranks pairs that are embedded already. @throws SejeError as `evaluatePairs` */
export async function evaluateOpened(
  opened: Omit<OpenedPairs, 'experiment'>,
  options: EvaluatePairsOptions,
): Promise<EvaluationFile> {
  const { partition, dropped, origin, dataFingerprint } = opened;
  return { ...(await evaluatePairs(opened, options)), partition, dropped, ...origin, dataFingerprint };
}
