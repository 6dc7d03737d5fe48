import { NO_TERM, type WindowedText, windowsOf } from './bert-windows.js';
import type { RatableText, TermRater } from './term-rater.js';
import type { TokenEncoder } from './token-encoder.js';

/** Tokens in one run of text through the encoder, special ones included; BERT's own limit is 512. */
const WINDOW_TOKENS = 256;

/**
 * The KeyBERT scheme: cosine of the term's contextual embedding with the whole recipe's, negatives clipped
 * to 0. A term's embedding is the mean over its tokens, wherever it occurs; the recipe's is the mean over
 * all its tokens, the special ones included, as sentence-transformers pools. A recipe too long for one
 * window is encoded in several. (An encoder that quantizes its activations as it goes scales them by all
 * windows of a run, so that its last digits may depend on what is rated together.)
 */
export class BertRater implements TermRater {
  constructor(
    private readonly encoder: TokenEncoder,
    private readonly stopWords: ReadonlySet<string>,
  ) {}

  async rate(recipes: readonly RatableText[]): Promise<Map<string, number>[]> {
    const texts = recipes.map((recipe) =>
      windowsOf(recipe, {
        tokenize: (piece) => this.encoder.tokenize(piece),
        stopWords: this.stopWords,
        maxTokens: WINDOW_TOKENS - 2,
      }),
    );
    const states = await this.encoder.encode(texts.flatMap(({ windows }) => windows.map(({ ids }) => ids)));
    let next = 0;
    return texts.map((text) => ratingsOf(text, states.slice(next, (next += text.windows.length))));
  }

  async release(): Promise<void> {
    await this.encoder.release();
  }
}

/** @param states of each window the hidden states, [T + 2, D] */
function ratingsOf({ terms, windows }: WindowedText, states: readonly Float32Array[][]): Map<string, number> {
  const dimension = states[0]?.[0]?.length ?? 0;
  // the cosine does not change with length, so sums stand for means
  const recipe = new Float64Array(dimension);
  const sums = terms.map(() => new Float64Array(dimension));
  for (const [w, window] of states.entries()) {
    for (const [token, state] of window.entries()) {
      add(recipe, state);
      const owner = windows[w]!.owners[token - 1] ?? NO_TERM;
      if (owner !== NO_TERM) add(sums[owner]!, state);
    }
  }
  return new Map(terms.map((term, i) => [term, Math.max(0, cosine(sums[i]!, recipe))]));
}

function add(sum: Float64Array, vector: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!;
}

/** Cosine, 0 where a vector has no length. */
function cosine(a: Float64Array, b: Float64Array): number {
  let product = 0;
  for (let i = 0; i < a.length; i++) product += a[i]! * b[i]!;
  const lengths = Math.hypot(...a) * Math.hypot(...b);
  return lengths === 0 ? 0 : product / lengths;
}
