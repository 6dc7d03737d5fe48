/** Outside +-6 the sigmoid is 0 or 1 to within 0.0025 and word2vec makes no update. */
export const SIGMOID_RANGE = 6;
const ENTRIES = 1000;
/** Entries per unit of x. */
export const SIGMOID_SCALE = ENTRIES / (2 * SIGMOID_RANGE);

/** Sigmoid at 1000 points in [-6, 6); entry i belongs to x = i / SIGMOID_SCALE - 6 (word2vec.c's expTable). */
export function sigmoidTable(): Float32Array {
  return Float32Array.from(
    { length: ENTRIES },
    (_, i) => 1 / (1 + Math.exp(SIGMOID_RANGE - i / SIGMOID_SCALE)),
  );
}
