import { type Matrix, rowOf } from '@seje/core';

export interface SentenceFeature {
  /** f_sent, [count x dimension]; one row of zeros where no sentence could be encoded. */
  readonly rows: Float32Array;
  readonly count: number;
  /** Sentences that say nothing to the encoder: left out. */
  readonly skipped: number;
  /** Sentences of which only the beginning was read. */
  readonly cut: number;
}

/** f_sent of one recipe from the rows of those of its sentences that could be encoded. */
export function sentenceFeature(
  encoded: readonly Float32Array[],
  { dimension, skipped, cut }: { dimension: number; skipped: number; cut: number },
): SentenceFeature {
  const count = Math.max(1, encoded.length);
  const rows = new Float32Array(count * dimension);
  for (const [i, row] of encoded.entries()) rows.set(row, i * dimension);
  return { rows, count, skipped, cut };
}

/** What an encoder reads of one sentence. */
export interface EncoderInput {
  readonly ids: readonly number[];
  /** Whether the sentence goes on after them. */
  readonly cut: boolean;
}

/**
 * The features of several recipes by an encoder that takes sentences of numbers: all sentences go through it
 * together, then are dealt back to their recipes.
 * @param inputs of each recipe the sentences, `undefined` for one that says nothing to the encoder
 * @param encode sentences to rows, [N, D]
 */
export async function encodedTogether<Input extends EncoderInput>(
  inputs: readonly (readonly (Input | undefined)[])[],
  encode: (sentences: readonly Input[]) => Promise<Matrix>,
): Promise<SentenceFeature[]> {
  const known = inputs.map((sentences) => sentences.filter((sentence) => sentence !== undefined));
  const matrix = await encode(known.flat());
  let next = 0;
  return known.map((sentences, i) =>
    sentenceFeature(
      sentences.map(() => rowOf(matrix, next++)),
      {
        dimension: matrix.columns,
        skipped: inputs[i]!.length - sentences.length,
        cut: sentences.filter(({ cut }) => cut).length,
      },
    ),
  );
}
