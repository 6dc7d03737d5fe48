/** A value at some time. */
export interface Point {
  /** Seconds. */
  readonly at: number;
  readonly value: number;
}

/** How fast a value changes: per hour, with the half width of its 95 % confidence interval. */
export interface Slope {
  readonly perHour: number;
  readonly uncertainty: number;
}

/** Samples a few seconds apart depend on each other, the means of stretches much less. */
const STRETCHES = 10;
/** 97.5 % point of Student's t with STRETCHES - 2 degrees of freedom. */
const STUDENT_T = 2.306;
const SECONDS_AN_HOUR = 3600;

/**
 * Least squares through the means of ten stretches of equal length.
 * @param points at least ten, in order of time
 */
export function slopeOf(points: readonly Point[]): Slope {
  const means = Array.from({ length: STRETCHES }, (_, i) => {
    const from = Math.floor((i * points.length) / STRETCHES);
    const stretch = points.slice(from, Math.floor(((i + 1) * points.length) / STRETCHES));
    return { at: mean(stretch.map(({ at }) => at)), value: mean(stretch.map(({ value }) => value)) };
  });
  const centre = mean(means.map(({ at }) => at));
  const level = mean(means.map(({ value }) => value));
  const spread = sum(means.map(({ at }) => (at - centre) ** 2));
  const slope = sum(means.map(({ at, value }) => (at - centre) * (value - level))) / spread;
  const rest = sum(means.map(({ at, value }) => (value - level - slope * (at - centre)) ** 2));
  const error = Math.sqrt(rest / (STRETCHES - 2) / spread);
  return { perHour: slope * SECONDS_AN_HOUR, uncertainty: STUDENT_T * error * SECONDS_AN_HOUR };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
