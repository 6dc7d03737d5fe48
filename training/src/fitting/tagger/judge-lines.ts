import type { IngredientTaggerNetwork } from '../../networks/ingredient-tagger.js';
import type { Tf } from '../../tensor-engine/tensor-engine.js';
import { type TaggerExample, batchNumbers, exampleBatches } from './tagger-examples.js';
import type { JudgedLine } from './tagger-scores.js';

/** Lines through the network at a time. */
const BATCH = 256;

/** What the network makes of each example, nothing dropped; grouped by length. */
export function* judgedLines(
  tf: Tf,
  network: IngredientTaggerNetwork,
  examples: readonly TaggerExample[],
): Generator<JudgedLine> {
  for (const batch of exampleBatches(examples, BATCH)) {
    const { features } = batchNumbers(batch);
    const [length] = features.shape;
    const [names, lines] = tf.tidy(() => {
      const outputs = network.run(features);
      const byLine = tf.transpose(outputs.names); // [B, T]
      return [byLine.dataSync() as Float32Array, outputs.lines.dataSync() as Float32Array];
    });
    for (const [b, { isIngredient, name }] of batch.entries()) {
      const nameLogits = names.subarray(b * length, (b + 1) * length);
      yield { isIngredient, name, nameLogits, lineLogit: lines[b]! };
    }
  }
}
