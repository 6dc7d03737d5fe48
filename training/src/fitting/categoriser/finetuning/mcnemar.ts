/** How two ways of naming the same photos compare. */
export interface PairedComparison {
  /** Photos that the first alone names right. */
  readonly onlyFirst: number;
  /** Photos that the second alone names right. */
  readonly onlySecond: number;
  /** Chance of a split at least as uneven if both were equally good, two-sided. */
  readonly p: number;
}

/**
 * McNemar's test in its exact form (Fagerland et al. 2013): of the n photos that one of the two alone gets right, the
 * number that the first gets right is binomial with n and 1/2 if neither is better.
 */
export function mcNemar(first: readonly boolean[], second: readonly boolean[]): PairedComparison {
  const onlyFirst = first.filter((right, i) => right && !second[i]!).length;
  const onlySecond = second.filter((right, i) => right && !first[i]!).length;
  const n = onlyFirst + onlySecond;
  const tail = lowerTail(Math.min(onlyFirst, onlySecond), n);
  return { onlyFirst, onlySecond, p: Math.min(1, 2 * tail) };
}

/** P(X <= k) of a binomial X of n fair tosses; in logarithms, since 2^-n vanishes. */
function lowerTail(k: number, n: number): number {
  let logTerm = -n * Math.LN2; // of n over 0
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log((n - i + 1) / i);
    sum += Math.exp(logTerm);
  }
  return sum;
}
