export { type DirectionReport, type EvaluationReport, averagedOverBags } from './evaluation-report.js';
export { evaluateBagSizes } from './evaluate-bag-sizes.js';
export {
  type EvaluationOptions,
  type PairEmbeddings,
  type RankedBag,
  evaluateRetrieval,
} from './evaluate-retrieval.js';
export { evaluationBags } from './evaluation-bags.js';
export { type RankMetrics, rankMetrics } from './rank-metrics.js';
export { type PairRanks, type TieRule, ranksOf } from './ranks.js';
export { type SimilarityProduct, loopProduct } from './similarity-product.js';
