import { type EvaluationOptions, type PairEmbeddings, evaluateRetrieval } from './evaluate-retrieval.js';
import type { EvaluationReport } from './evaluation-report.js';

/**
 * The same pairs in bags of several sizes, in the order given. Sizes beyond the split are the whole split,
 * which is reported once.
 * @throws SejeError as `evaluateRetrieval`
 */
export async function evaluateBagSizes(
  pairs: PairEmbeddings,
  bagSizes: readonly number[],
  options: Omit<EvaluationOptions, 'bagSize'>,
): Promise<EvaluationReport[]> {
  const most = Math.max(1, pairs.images.rows);
  const reports: EvaluationReport[] = [];
  for (const bagSize of new Set(bagSizes.map((size) => Math.min(size, most)))) {
    reports.push(await evaluateRetrieval(pairs, { ...options, bagSize }));
  }
  return reports;
}
