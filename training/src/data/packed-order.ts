/** Where the steps of sequences lie when all first steps come first, then all second ones, and so on. */
export interface PackedOrder {
  /** Sequences by length, the longest first; equal ones as they came. */
  readonly order: readonly number[];
  /** How many sequences have a step t, [S]: falling, and those are the first so many of `order`. */
  readonly counts: readonly number[];
  /** Row of each sequence's last step among the rows of all steps, [B], in the sequences' own order. */
  readonly lastRows: Int32Array;
}

/**
 * The order in which an LSTM takes sequences of different lengths without computing on padding: step t has the rows
 * of the sequences that last so long, one step's rows follow the other's.
 * @param lengths 1 or more each, [B]
 */
export function packedOrder(lengths: readonly number[]): PackedOrder {
  const order = [...lengths.keys()].toSorted((a, b) => lengths[b]! - lengths[a]!);
  const longest = lengths[order[0]!]!;
  const counts = Array.from({ length: longest }, (_, t) => lengths.filter((length) => length > t).length);
  const starts = counts.map((_, t) => counts.slice(0, t).reduce((sum, count) => sum + count, 0));
  const lastRows = new Int32Array(lengths.length);
  for (const [place, sequence] of order.entries())
    lastRows[sequence] = starts[lengths[sequence]! - 1]! + place;
  return { order, counts, lastRows };
}
