/** Of the kill test; `npm run test:faults -- --rounds 200 --seed 1` sets them. */
export const KILL_SETTINGS = {
  /** Repeats a run's choices; moments differ all the same. */
  seed: Number(process.env['KILL_SEED'] ?? 1),
  rounds: Number(process.env['KILL_ROUNDS'] ?? 2),
  /** Number of the first round: a round's choices come from the seed and its number. */
  firstRound: Number(process.env['KILL_FIRST_ROUND'] ?? 1),
  /**
   * Longest time from readiness to a search that finds all, milliseconds. The service promises 2 seconds;
   * a run among other tests waits for as long as their machine is busy.
   */
  searchableWithinMs: Number(process.env['KILL_SEARCHABLE_MS'] ?? 30_000),
} as const;
