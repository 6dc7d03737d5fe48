import type { Random } from '@seje/core';
import type { DrawnWords } from '../../losses/word-softmax.js';

/**
 * Draws words with replacement by the log-uniform law p(rank) = log((rank + 2) / (rank + 1)) / log(V + 1), which
 * words sorted by falling frequency roughly follow.
 * @param vocabulary V
 */
export function drawWords(
  { vocabulary, samples }: { readonly vocabulary: number; readonly samples: number },
  random: Random,
): DrawnWords {
  const range = Math.log(vocabulary + 1);
  const logExpected = (rank: number): number => Math.log((samples * Math.log1p(1 / (rank + 1))) / range);
  const ids = Int32Array.from({ length: samples }, () =>
    Math.min(vocabulary - 1, Math.floor(Math.exp(random.float() * range)) - 1),
  );
  return {
    ids,
    logExpected: Float32Array.from(ids, logExpected),
  };
}
