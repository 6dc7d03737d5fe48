/** What one search found: ids with their scores, best first. */
export interface Found {
  readonly generation: string;
  readonly results: readonly (readonly [id: string, score: number])[];
}

/** One answer to one client, in the order in which it asked. */
export interface Answer {
  readonly query: string;
  readonly status: number;
  /** Absent where the status is not 200. */
  readonly found?: Found;
}

/** Rounding in another batch moves a score by less; another encoder by far more. */
const SAME_SCORE = 1e-4;

export function areSame(a: Found, b: Found): boolean {
  return (
    a.results.length === b.results.length &&
    a.results.every(([id, score], i) => {
      const [otherId, otherScore] = b.results[i]!;
      return id === otherId && Math.abs(score - otherScore) < SAME_SCORE;
    })
  );
}
