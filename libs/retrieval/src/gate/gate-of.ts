import type { EvaluationReport } from '../ranking/index.js';
import type { GateFinding, GateReport, PerCollection } from './gate-report.js';

export interface GateLimits {
  /**
   * Most that R@10 (mean of both directions) may fall, beyond chance. 0.02: one answer in fifty, which nobody
   * who searches notices, while a new encoder may be wanted for other reasons (size, speed, coverage).
   */
  readonly recallFall: number;
  /**
   * Standard errors of the difference that count as chance. 2: of encoders that are exactly `recallFall` worse,
   * one in forty is refused because the pairs drawn were unkind to it.
   */
  readonly standardErrors: number;
  /** Share and ranks by which MedR may grow. A median of 1 or 2 jumps by whole ranks, hence both. */
  readonly medianRankGrowth: { readonly share: number; readonly ranks: number };
  /**
   * Most of what the old generation holds of the catalogue that the new one may lack, a share. 0.01: a few
   * records that an encoder cannot read, not a kind of recipe or a type of photo.
   */
  readonly lost: number;
}

export const GATE_LIMITS: GateLimits = {
  recallFall: 0.02,
  standardErrors: 2,
  medianRankGrowth: { share: 0.1, ranks: 1 },
  lost: 0.01,
};

const COLLECTIONS = ['recipes', 'images'] as const satisfies readonly (keyof PerCollection)[];
const DIRECTIONS = [
  ['imageToRecipe', 'MedR image to recipe'],
  ['recipeToImage', 'MedR recipe to image'],
] as const;

/**
 * What is worse than the limits allow, nothing where the new generation may answer. Without an old one, or
 * with one of the same bundle, there is only the recall of the graphs to judge: what else differs then is
 * the catalogue, which the old one is no way back from. Ranking is judged where the report has it.
 */
export function gateOf(report: GateReport, limits: GateLimits = GATE_LIMITS): GateFinding[] {
  const graphs = COLLECTIONS.map((collection) => ({
    metric: `recall@10 of the index of ${collection}`,
    ...(report.old !== undefined && { old: report.old.recallAt10[collection] }),
    new: report.new.recallAt10[collection],
    limit: report.minimumRecall,
  }));
  const kept = COLLECTIONS.map((collection) => ({
    metric: `share of the ${collection} indexed so far`,
    old: 1,
    new: report.kept?.[collection] ?? 1,
    limit: 1 - limits.lost,
  }));
  const tooLow = (finding: GateFinding): boolean => finding.new < finding.limit;
  const fallen = graphs.filter(tooLow);
  if (report.old?.bundleFingerprint === report.new.bundleFingerprint) return fallen;
  return [
    ...fallen,
    ...[...kept, ...recallsAt10(report, limits)].filter(tooLow),
    ...medianRanks(report, limits).filter((finding) => finding.new > finding.limit),
  ];
}

function recallsAt10({ new: ours, old, recallError = 0 }: GateReport, limits: GateLimits): GateFinding[] {
  if (ours.ranking === undefined || old?.ranking === undefined) return [];
  const before = meanRecall(old.ranking);
  const limit = before - limits.recallFall - limits.standardErrors * recallError;
  return [{ metric: 'R@10', old: before, new: meanRecall(ours.ranking), limit }];
}

function medianRanks({ new: ours, old }: GateReport, { medianRankGrowth }: GateLimits): GateFinding[] {
  const [now, before] = [ours.ranking, old?.ranking];
  if (now === undefined || before === undefined) return [];
  return DIRECTIONS.map(([direction, metric]) => {
    const rank = before[direction].medianRank;
    const limit = rank * (1 + medianRankGrowth.share) + medianRankGrowth.ranks;
    return { metric, old: rank, new: now[direction].medianRank, limit };
  });
}

function meanRecall({ imageToRecipe, recipeToImage }: EvaluationReport): number {
  return (imageToRecipe.recallAt10 + recipeToImage.recallAt10) / 2;
}
