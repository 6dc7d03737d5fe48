import { type Random } from '@seje/core';
import { type Run, NO_FEATURE, type TokenFeatures, UNKNOWN_WORD, lineTokens } from '@seje/preprocessing';
import type { TaggerFeatures } from '../../networks/ingredient-tagger.js';
import type { LabelledLine } from './labelled-line.js';

/** A line as numbers. */
export interface TaggerExample {
  /** Features of each token, the word's own first. */
  readonly features: readonly (readonly number[])[];
  readonly isIngredient: boolean;
  readonly name?: Run | undefined;
}

/** Lines of the same number of tokens. */
export type ExampleBatch = readonly TaggerExample[];

/** The lines that have a token, of at most `maxTokens`; a name that reaches beyond is none to learn. */
export function taggerExamples(
  lines: readonly LabelledLine[],
  features: TokenFeatures,
  maxTokens: number,
): TaggerExample[] {
  return lines.flatMap(({ text, isIngredient, name }) => {
    const tokens = lineTokens(text).slice(0, maxTokens);
    if (tokens.length === 0 || (name?.end ?? 0) > tokens.length) return [];
    return [{ features: features.of(text, tokens), isIngredient, name }];
  });
}

/** Batches of equally long lines; with `random`, lines and batches in random order. */
export function exampleBatches(
  examples: readonly TaggerExample[],
  batchSize: number,
  random?: Random,
): ExampleBatch[] {
  const byLength = new Map<number, TaggerExample[]>();
  for (const example of random?.shuffled(examples) ?? examples) {
    const { length } = example.features;
    const group = byLength.get(length);
    if (group === undefined) byLength.set(length, [example]);
    else group.push(example);
  }
  const batches = [...byLength.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / batchSize) }, (_, i) =>
      group.slice(i * batchSize, (i + 1) * batchSize),
    ),
  );
  return random?.shuffled(batches) ?? batches;
}

/** Numbers of a batch, time first. */
export interface BatchNumbers {
  readonly features: TaggerFeatures;
  /** 1 for the tokens of a name, [T, B]. */
  readonly names: Float32Array;
  /** 1 for lines whose name is known, [B]: only they teach which words are part of it. */
  readonly named: Float32Array;
  /** 1 for lines that name an ingredient, [B]. */
  readonly lines: Float32Array;
}

/** @param forget chance that a word's own feature becomes that of an unknown word */
export function batchNumbers(
  batch: ExampleBatch,
  forget?: { readonly rate: number; readonly random: Random },
): BatchNumbers {
  const length = batch[0]!.features.length;
  const count = batch.length;
  const width = Math.max(...batch.flatMap(({ features }) => features.map((token) => token.length)));
  const rows = new Int32Array(length * count * width).fill(NO_FEATURE);
  const names = new Float32Array(length * count);
  for (const [b, example] of batch.entries()) {
    for (const [t, token] of example.features.entries()) {
      const at = t * count + b;
      rows.set(token, at * width);
      if (forget !== undefined && forget.random.float() < forget.rate) rows[at * width] = UNKNOWN_WORD;
      if (example.name !== undefined && t >= example.name.start && t < example.name.end) names[at] = 1;
    }
  }
  return {
    features: { rows, shape: [length, count, width] },
    names,
    named: Float32Array.from(batch, ({ name }) => (name === undefined ? 0 : 1)),
    lines: Float32Array.from(batch, ({ isIngredient }) => (isIngredient ? 1 : 0)),
  };
}
