/** Positions `start` to before `end` of a sequence. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * The most probable single run of name words under independent logistic outputs: of all runs the one with the
 * largest sum of logits (the log odds of "all inside, nothing outside" against "none"), by Kadane's scan.
 * @param logits of each word being part of the name
 * @returns undefined where no run is more probable than none
 */
export function bestRun(logits: ArrayLike<number>): Run | undefined {
  let best: Run | undefined;
  let bestSum = 0;
  let sum = 0;
  let start = 0;
  for (let i = 0; i < logits.length; i++) {
    if (sum <= 0) {
      sum = 0;
      start = i;
    }
    sum += logits[i]!;
    if (sum > bestSum) {
      bestSum = sum;
      best = { start, end: i + 1 };
    }
  }
  return best;
}
