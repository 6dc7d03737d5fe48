import { type Matrix, matrixOf } from '@seje/core';
import type { SentenceNetwork } from '../../networks/sentence-network.js';
import { numbersOf } from '../../tensor-engine/matrix-tensor.js';
import type { Tf } from '../../tensor-engine/tensor-engine.js';
import { chunks, paddedSentences, sentenceBatch } from './sentence-batch.js';
import type { SentenceCorpus } from './sentence-corpus.js';
import { sentenceLoss } from './sentence-loss.js';

export interface SentenceValidation {
  /** Mean -log p of a word plus the weighted contrast: what training makes small. */
  readonly loss: number;
  /** e to the mean -log p of a word. */
  readonly perplexity: number;
}

/** Sentences encoded together. */
const ENCODED_AT_ONCE = 256;

/** Loss over all words, without dropout, on every sentence of a corpus that follows another. */
export function validationOf(
  tf: Tf,
  network: SentenceNetwork,
  {
    corpus,
    settings,
    end,
  }: {
    readonly corpus: SentenceCorpus;
    readonly settings: { readonly batchSize: number; readonly contrast: number };
    readonly end: number;
  },
): SentenceValidation {
  let nats = 0;
  let words = 0;
  let contrast = 0;
  const pairs = corpus.pairs();
  for (const some of chunks(pairs, settings.batchSize)) {
    const batch = sentenceBatch(corpus, some, { end });
    tf.tidy(() => {
      const options = { contrast: settings.contrast };
      const loss = sentenceLoss(tf, network, { batch, options });
      nats += loss.perWord.dataSync()[0]! * batch.wordCount;
      contrast += (loss.contrast?.dataSync()[0] ?? 0) * some.length;
    });
    words += batch.wordCount;
  }
  const perWord = nats / words;
  return {
    loss: perWord + (settings.contrast * contrast) / pairs.length,
    perplexity: Math.exp(perWord),
  };
}

/** The encoder's states of sentences, [N, H]. */
export function encodedSentences(tf: Tf, network: SentenceNetwork, sentences: readonly Int32Array[]): Matrix {
  const [hidden] = network.weights['encoder.recurrentKernel']!.shape as [number, number];
  const states = matrixOf(sentences.length, hidden);
  let done = 0;
  for (const some of chunks(sentences, ENCODED_AT_ONCE)) {
    const rows = numbersOf(tf, () => network.encode(paddedSentences(some, { end: 0 })));
    states.data.set(rows, done * hidden);
    done += some.length;
  }
  return states;
}
