/** How far a long step has come, in its own unit (photos, recipes, batches). */
export interface Progress {
  /** The step, e.g. `image features`; stays the same for one bar. */
  readonly step: string;
  readonly done: number;
  /** Absent where the end is not known. */
  readonly total?: number;
  /** `total` is a bound: the work may end before it. */
  readonly mayEndEarlier?: boolean;
  /** A short word to show beside the bar, e.g. `loss 0.412`. */
  readonly note?: string;
}

/** Called often: a listener throttles what it shows. */
export type OnProgress = (progress: Progress) => void;

export const noProgress: OnProgress = () => undefined;
