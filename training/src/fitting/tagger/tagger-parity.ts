import { SejeError } from '@seje/core';
import type { IngredientTagger } from '@seje/preprocessing';
import { PARITY_TOLERANCE } from '../../export/parity.js';
import { IngredientTaggerNetwork } from '../../networks/ingredient-tagger.js';
import type { NamedWeights } from '../../networks/named-weights.js';
import { dispose, variablesOf } from '../../networks/variables.js';
import type { Tf } from '../../tensor-engine/tensor-engine.js';
import { type TaggerExample, batchNumbers } from './tagger-examples.js';

export interface TrainedTaggerSamples {
  readonly weights: NamedWeights;
  readonly layers: number;
  /** Each with at least one token. */
  readonly lines: readonly string[];
  /** A line as numbers. */
  readonly exampleOf: (line: string) => TaggerExample;
}

/**
 * Runs the exported tagger beside the trained network, one line at a time there, all together here.
 * @returns the largest difference of the log odds
 * @throws SejeError PARITY_FAILED naming the worst line
 */
export async function checkTaggerParity(
  tf: Tf,
  exported: IngredientTagger,
  { weights, layers, lines, exampleOf }: TrainedTaggerSamples,
): Promise<number> {
  const found = await exported.logits(lines);
  const variables = variablesOf(tf, weights);
  const network = new IngredientTaggerNetwork(tf, variables, layers);
  let worst = { line: '', difference: 0 };
  try {
    for (const [i, text] of lines.entries()) {
      const { names, line } = found[i]!;
      const expected = tf.tidy(() => {
        const outputs = network.run(batchNumbers([exampleOf(text)]).features);
        return [...outputs.names.dataSync(), ...outputs.lines.dataSync()];
      });
      const differences = [...names, line].map((value, at) => Math.abs(value - expected[at]!));
      const difference = Math.max(...differences);
      if (!(difference <= worst.difference)) worst = { line: text, difference };
    }
  } finally {
    dispose(variables);
  }
  if (worst.difference <= PARITY_TOLERANCE) return worst.difference;
  throw new SejeError('PARITY_FAILED', {
    message: `The exported ingredient tagger does not compute what the trained one does (worst: "${worst.line}")`,
    expected: `differences of at most ${PARITY_TOLERANCE}`,
    found: `${worst.difference}`,
  });
}
