import { type OnnxSession, type OnnxTensor, createOnnxSession } from '@seje/artifacts';
import { SejeError } from '@seje/core';
import type { BertEncoderOptions } from '../bert-encoder.js';
import { bestRun } from './best-run.js';
import { type LineToken, lineTokens } from './line-tokens.js';
import { type TaggerVocabulary, readTaggerVocabulary } from './tagger-vocabulary.js';
import { TokenFeatures } from './token-features.js';

/** What the tagger says of one line. */
export interface TaggedLine {
  /** True: the line names an ingredient. */
  readonly isIngredient: boolean;
  /** Where the name stands: `line.slice(start, end)`; absent where no word is part of one. */
  readonly name?: { readonly start: number; readonly end: number };
}

/** What the network says of one line, as log odds. */
export interface LineLogits {
  /** Of each token that was read being part of the name. */
  readonly names: Float32Array;
  /** Of the line naming an ingredient. */
  readonly line: number;
}

/** Tokens in one run of the network, padding included. */
const BATCH_TOKENS = 2048;

interface ReadLine {
  readonly tokens: readonly LineToken[];
  readonly features: readonly (readonly number[])[];
}

/** The trained ingredient tagger: a bi-LSTM with logistic regression upon it, in ONNX, with its vocabulary. */
export class IngredientTagger {
  private readonly features: TokenFeatures;

  constructor(
    private readonly session: OnnxSession,
    private readonly vocabulary: TaggerVocabulary,
  ) {
    this.features = new TokenFeatures(vocabulary);
  }

  /** All lines together, which is faster than one by one. */
  async tag(lines: readonly string[]): Promise<TaggedLine[]> {
    const read = lines.map((line) => this.read(line));
    const logits = await this.run(read);
    return read.map(({ tokens }, i) => {
      const { names, line } = logits[i]!;
      const run = bestRun(names);
      return {
        isIngredient: line > 0,
        ...(run !== undefined && {
          name: { start: tokens[run.start]!.start, end: tokens[run.end - 1]!.end },
        }),
      };
    });
  }

  /** The log odds behind `tag`. */
  async logits(lines: readonly string[]): Promise<LineLogits[]> {
    return this.run(lines.map((line) => this.read(line)));
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private read(line: string): ReadLine {
    const tokens = lineTokens(line).slice(0, this.vocabulary.maxTokens);
    return { tokens, features: this.features.of(line, tokens) };
  }

  /** A line without a token names nothing. */
  private async run(lines: readonly ReadLine[]): Promise<LineLogits[]> {
    const logits: LineLogits[] = lines.map(() => ({ names: new Float32Array(0), line: -Infinity }));
    // lines of like length go together, so that little is padded
    const order = [...lines.keys()]
      .filter((i) => lines[i]!.features.length > 0)
      .sort((a, b) => lines[a]!.features.length - lines[b]!.features.length);
    for (let from = 0; from < order.length;) {
      const to = batchEnd(order, from, (i) => lines[i]!.features.length);
      const batch = order.slice(from, to);
      const states = await this.runBatch(batch.map((i) => lines[i]!.features));
      for (const [row, i] of batch.entries()) logits[i] = states[row]!;
      from = to;
    }
    return logits;
  }

  private async runBatch(lines: readonly ReadLine['features'][]): Promise<LineLogits[]> {
    const length = lines.at(-1)!.length; // T
    const width = Math.max(...lines.flatMap((line) => line.map((token) => token.length))); // K
    const features = new Int32Array(lines.length * length * width); // [B, T, K], NO_FEATURE is 0
    for (const [b, line] of lines.entries()) {
      for (const [t, token] of line.entries()) features.set(token, (b * length + t) * width);
    }
    const outputs = await this.session.run({
      features: { dims: [lines.length, length, width], data: features },
      lengths: { dims: [lines.length], data: Int32Array.from(lines, (line) => line.length) },
    });
    const names = floats(outputs, 'names'); // [B, T]
    const ofLines = floats(outputs, 'lines'); // [B]
    return lines.map((line, b) => ({
      names: names.slice(b * length, b * length + line.length),
      line: ofLines[b]!,
    }));
  }
}

/** Where the batch that begins at `from` ends: lines in order of length, padded to the longest. */
function batchEnd(order: readonly number[], from: number, lengthOf: (i: number) => number): number {
  let to = from + 1;
  while (to < order.length && (to + 1 - from) * lengthOf(order[to]!) <= BATCH_TOKENS) to++;
  return to;
}

function floats(outputs: Record<string, OnnxTensor>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new SejeError('MODEL_INVALID', {
    message: 'The ingredient tagger is not one',
    expected: `an output \`${name}\`, float32`,
    found: Object.keys(outputs).join(', '),
    remedy: 'Fit the text features again, or restore the files from a copy.',
  });
}

/** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, BUNDLE_INVALID, MODEL_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT */
export async function openIngredientTagger(
  paths: { readonly network: string; readonly vocabulary: string },
  options: BertEncoderOptions,
): Promise<IngredientTagger> {
  const vocabulary = await readTaggerVocabulary(paths.vocabulary);
  return new IngredientTagger(await createOnnxSession(paths.network, options), vocabulary);
}
