/** Milliseconds below which the given shares of a set of times lie. */
export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** By nearest rank: the value at place ceil(share x count). NaN where there are none. */
export function distributionOf(times: readonly number[]): Distribution {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

export function written({ count, p50, p99, max }: Distribution): string {
  const [median, tail, most] = [p50, p99, max].map((ms) => ms.toFixed(1));
  return `${count}: p50 ${median} ms, p99 ${tail} ms, longest ${most} ms`;
}
