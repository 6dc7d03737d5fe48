import { type OnProgress, type Random, matrixOf } from '@seje/core';
import { TermVectors } from '@seje/preprocessing';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import { huffmanTree } from './huffman-tree.js';
import type { SkipGramKernel, SkipGramStart } from './skip-gram-kernel.js';
import { simdSkipGramKernel } from './skip-gram-simd.js';
import type { IndexedCorpus } from './term-corpus.js';

/** word2vec's settings, with Google's names. */
export interface Word2VecSettings {
  /** -size */
  readonly dimension: number;
  /** -window: terms to either side; each position draws a width from 1 to this. */
  readonly window: number;
  /** -iter: passes over the corpus. */
  readonly iterations: number;
  /** -alpha: first step size. */
  readonly learningRate: number;
  /** Last step size; it falls linearly with the tokens read. */
  readonly lastLearningRate: number;
  /** -sample: terms with a larger share of the corpus than this are partly passed over; 0 keeps all. */
  readonly subSample: number;
}

export const WORD2VEC_DEFAULTS = {
  learningRate: 0.025,
  lastLearningRate: 1e-4,
  subSample: 0,
} as const satisfies Partial<Word2VecSettings>;

export interface Word2VecRun {
  readonly random: Random;
  readonly onProgress: OnProgress;
  /** Milliseconds, for the speed shown; `performance.now`. */
  readonly now: () => number;
  readonly kernel?: (start: SkipGramStart) => SkipGramKernel | Promise<SkipGramKernel>;
}

/** Tokens between two reports of progress. */
const REPORT_TOKENS = 20_000;

/**
 * Term embeddings by skip-gram with hierarchical softmax (Mikolov et al. 2013; `-hs 1 -negative 0`).
 * One thread: the same corpus, settings and random state give the same vectors.
 */
export async function word2vec(
  corpus: IndexedCorpus,
  settings: Word2VecSettings,
  run: Word2VecRun,
): Promise<TermVectors> {
  const { terms, tokens } = corpus;
  const { random, onProgress, now } = run;
  const start: SkipGramStart = {
    vectors: firstVectors(terms.length, settings.dimension, random),
    tree: huffmanTree(corpus.counts),
  };
  const kernel = await (run.kernel ?? simdSkipGramKernel)(start);
  const keep = keepShares(corpus, settings.subSample);
  const total = tokens.length * settings.iterations;
  const sentence = new Int32Array(longestSentence(corpus));
  const begun = now();
  let done = 0;
  let reported = 0;
  for (let iteration = 0; iteration < settings.iterations; iteration++) {
    for (let s = 0; s < corpus.ends.length; s++) {
      const from = corpus.ends[s - 1] ?? 0;
      const to = corpus.ends[s]!;
      let length = 0;
      for (let i = from; i < to; i++) {
        const term = tokens[i]!;
        if (keep === undefined || random.float() < keep[term]!) sentence[length++] = term;
      }
      const rate =
        settings.learningRate - (settings.learningRate - settings.lastLearningRate) * (done / total);
      learnSentence(sentence.subarray(0, length), { kernel, rate, window: settings.window, random });
      done += to - from;
      if (done - reported >= REPORT_TOKENS || done === total) {
        reported = done;
        const perSecond = Math.round((done * 1000) / Math.max(1, now() - begun));
        onProgress({ step: 'term embeddings', done, total, note: `${perSecond} terms/s` });
        await turnOfTheEventLoop(); // the kernel holds it: signals get their turn here
      }
    }
  }
  return new TermVectors(terms, kernel.vectors());
}

interface SentenceRun {
  readonly kernel: SkipGramKernel;
  readonly rate: number;
  readonly window: number;
  readonly random: Random;
}

/** Every term's neighbours learn to predict it, within a width drawn anew for each term. */
function learnSentence(sentence: Int32Array, { kernel, rate, window, random }: SentenceRun): void {
  for (let i = 0; i < sentence.length; i++) {
    const width = 1 + random.int(window);
    const last = Math.min(sentence.length - 1, i + width);
    for (let j = Math.max(0, i - width); j <= last; j++) {
      if (j !== i) kernel.learn(sentence[j]!, sentence[i]!, rate);
    }
  }
}

/** Uniform in [-0.5, 0.5) / dimension, as word2vec.c. */
function firstVectors(rows: number, dimension: number, random: Random): SkipGramStart['vectors'] {
  const matrix = matrixOf(rows, dimension);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = (random.float() - 0.5) / dimension;
  return matrix;
}

/** Share of each term's occurrences that is read: (sqrt(f/t) + 1) t/f, at most 1; undefined where all are. */
function keepShares({ counts, tokens }: IndexedCorpus, subSample: number): number[] | undefined {
  if (subSample === 0) return undefined;
  const threshold = subSample * tokens.length;
  return counts.map((count) => (Math.sqrt(count / threshold) + 1) * (threshold / count));
}

function longestSentence({ ends }: IndexedCorpus): number {
  return ends.reduce((longest, end, i) => Math.max(longest, end - (ends[i - 1] ?? 0)), 0);
}
