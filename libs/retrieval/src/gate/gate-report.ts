import type { EvaluationReport } from '../ranking/index.js';

/** Something for each of a generation's collections. */
export interface PerCollection {
  readonly recipes: number;
  readonly images: number;
}

/** What was measured of one generation. */
export interface GenerationQuality {
  readonly name: string;
  readonly bundleFingerprint: string;
  /** Vectors in its indexes. */
  readonly indexed: PerCollection;
  /** recall@10 of its graphs against exact search, a share, measured when it was built. */
  readonly recallAt10: PerCollection;
  /** MedR, R@K of the catalogue's own pairs; absent where there are too few of them to judge. */
  readonly ranking?: EvaluationReport;
}

/** A new generation beside the one that answers now: what a gate decides on. */
export interface GateReport {
  /** Recipes with a photo, one photo each, that both generations hold (without an old one: the new). */
  readonly pairs: number;
  /** True where `pairs` suffice for a verdict on ranking; else the reports have none. */
  readonly rankingJudged: boolean;
  readonly new: GenerationQuality;
  /** Absent where no generation answers yet. */
  readonly old?: GenerationQuality;
  /** recall@10 of its graphs that the new generation's experiment asks for, a share. */
  readonly minimumRecall: number;
  /** Shares of the catalogue that the new generation holds: what is missing could not be embedded. */
  readonly embedded: PerCollection;
  /** Shares of what the old one holds and the catalogue still has, that the new one holds too. */
  readonly kept?: PerCollection;
  /**
   * Standard error of the difference between the two mean R@10 (of both directions), over the pairs ranked:
   * how far chance alone moves it.
   */
  readonly recallError?: number;
}

/** Something that is worse than a limit allows. */
export interface GateFinding {
  /** `R@10`, `MedR image to recipe`, ... */
  readonly metric: string;
  readonly old?: number;
  readonly new: number;
  /** What `new` had to reach, or (of MedR) was allowed to grow to. */
  readonly limit: number;
}
