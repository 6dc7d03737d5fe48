import { type OnProgress, type Random, matrixOf } from '@seje/core';
import { TermVectors } from '@seje/preprocessing';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import { huffmanTree } from './huffman-tree.js';
import { type IndexedCorpus, tokensOf } from './indexed-corpus.js';
import { SentenceLearner } from './sentence-learner.js';
import type { SkipGramKernel, SkipGramStart } from './skip-gram-kernel.js';
import { simdSkipGramKernel } from './skip-gram-simd.js';
import type { Word2VecSettings } from './word2vec-settings.js';

export interface Word2VecRun {
  readonly random: Random;
  readonly onProgress: OnProgress;
  /** Milliseconds, for the speed shown; `performance.now`. */
  readonly now: () => number;
}

export interface OneThreadRun extends Word2VecRun {
  readonly kernel?: (start: SkipGramStart) => SkipGramKernel | Promise<SkipGramKernel>;
}

/**
 * Term embeddings by skip-gram with hierarchical softmax (Mikolov et al. 2013; `-hs 1 -negative 0`).
 * One thread: the same corpus, settings and random state give the same vectors.
 * @throws SejeError SETTINGS_INVALID (the vectors do not fit), FILE_DAMAGED (the corpus cannot be read back)
 */
export async function word2vec(
  corpus: IndexedCorpus,
  settings: Word2VecSettings,
  run: OneThreadRun,
): Promise<TermVectors> {
  const { terms, counts } = corpus;
  const kernel = await (run.kernel ?? simdSkipGramKernel)(skipGramStart(corpus, settings, run.random));
  let done = 0;
  const position = {
    advance(tokens: number): number {
      done += tokens;
      return done - tokens;
    },
  };
  const learner = new SentenceLearner({ kernel, settings, counts, random: run.random, position });
  const report = progressReport(tokensOf(corpus) * settings.iterations, run);
  const reader = corpus.open();
  try {
    for (let iteration = 0; iteration < settings.iterations; iteration++) {
      for (let chunk = 0; chunk < reader.chunks; chunk++) {
        for (const sentence of reader.sentences(chunk)) learner.learn(sentence);
        report(done);
        await turnOfTheEventLoop(); // the kernel holds it: signals get their turn here
      }
    }
  } finally {
    reader.close();
  }
  return new TermVectors(terms, kernel.vectors());
}

/** First vectors, uniform in [-0.5, 0.5) / dimension as word2vec.c draws them, and the tree. */
export function skipGramStart(
  { terms, counts }: IndexedCorpus,
  { dimension }: Word2VecSettings,
  random: Random,
): SkipGramStart {
  const vectors = matrixOf(terms.length, dimension);
  for (let i = 0; i < vectors.data.length; i++) vectors.data[i] = (random.float() - 0.5) / dimension;
  return { vectors, tree: huffmanTree(counts) };
}

/** Tells how many of all tokens have been read, and how fast. */
export function progressReport(total: number, { onProgress, now }: Word2VecRun): (done: number) => void {
  const begun = now();
  return (done) => {
    const perSecond = Math.round((done * 1000) / Math.max(1, now() - begun));
    onProgress({ step: 'term embeddings', done, total, note: `${perSecond} terms/s` });
  };
}
