import type { IngredientTagger } from '@seje/preprocessing';
import type { LabelledLine } from './labelled-line.js';
import { type TaggerScores, taggerScores } from './tagger-scores.js';

/** How well a tagger, as it is applied, does on labelled lines that it has not learned from. */
export async function scoreLines(
  tagger: IngredientTagger,
  lines: readonly LabelledLine[],
): Promise<TaggerScores> {
  const logits = await tagger.logits(lines.map(({ text }) => text));
  return taggerScores(
    lines.map(({ isIngredient, name }, i) => {
      const { names, line } = logits[i]!;
      return { isIngredient, name, nameLogits: names, lineLogit: line };
    }),
  );
}
