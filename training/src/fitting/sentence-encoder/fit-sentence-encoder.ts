import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import {
  type Matrix,
  type OnProgress,
  Random,
  type RecipeRecord,
  canonicalJson,
  sha256,
  writeFileDurably,
} from '@seje/core';
import {
  HashedWords,
  type SentencesState,
  SentenceVocabulary,
  type TermReader,
  type TermVectors,
  openLstmSentenceEncoder,
  withHashedWords,
} from '@seje/preprocessing';
import { join } from 'node:path';
import type { Experiment } from '../../experiment.js';
import { largestDifference } from '../../export/parity.js';
import { sentenceEncoderOnnx } from '../../export/sentence-encoder-onnx.js';
import { SentenceNetwork, initialSentenceWeights } from '../../networks/sentence-network.js';
import { dispose, variablesOf } from '../../networks/variables.js';
import type { TensorEngine } from '../../tensor-engine/tensor-engine.js';
import { type NextInstructionReport, compareWithBagOfWords, meanRow } from './compare-with-bag-of-words.js';
import { type ReadSentences, readSentences } from './read-sentences.js';
import type { SentenceCorpus } from './sentence-corpus.js';
import { encodedSentences, validationOf } from './sentence-validation.js';
import { trainSentenceEncoder } from './train-sentence-encoder.js';
import { unigramPerplexity, unigramShares } from './unigram.js';

export type SentenceSettings = Pick<Experiment['text'], 'sentenceDimension' | 'sentenceTraining'>;

export interface FitSentencesOptions {
  /** How the text state reads instructions, and its term vectors. */
  readonly reader: TermReader;
  readonly vectors: TermVectors;
  readonly engine: TensorEngine;
  readonly seed: number;
  /** Partition that the report tells the quality on; `val`, the default, also told when to stop. */
  readonly checkOn?: 'val' | 'test';
  /** Folder that receives `sentence-encoder.onnx`, and the checkpoint while training lasts. */
  readonly out: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface FitSentencesReport {
  readonly engine: string;
  /** Sentences that were trained on, their words, and those that another follows. */
  readonly sentences: number;
  readonly words: number;
  readonly pairs: number;
  readonly dropped: ReadSentences['dropped'];
  readonly epochs: number;
  readonly bestEpoch: number;
  /** On the partition checked: e to the mean -log p of a word of the next sentence, beside the words' shares in train. */
  readonly perplexity: { readonly decoder: number; readonly unigram: number; readonly words: number };
  /** On the same. */
  readonly nextInstruction: NextInstructionReport;
  /** Largest |trained - exported| of one number of a state, on `samples` sentences. */
  readonly parity: { readonly difference: number; readonly samples: number };
}

export interface FittedSentences {
  readonly state: Extract<SentencesState, { name: 'lstm' }>;
  readonly report: FitSentencesReport;
}

const PARITY_SENTENCES = 64;

/**
 * Fits the sentence encoder on the instructions of the train partition: an LSTM encoder and decoder that predicts
 * the next instruction (skip-thought, Kiros et al. 2015), early stopped on val. Writes the encoder as an ONNX file
 * after comparing it with the trained one. Stopped by the signal, it goes on where it was when called again.
 * @throws SejeError DATA_EMPTY (no instruction that another follows, in train or in val), TRAINING_DIVERGED,
 * PARITY_FAILED, CHECKPOINT_INVALID, DISK_WRITE_FAILED
 */
export async function fitSentenceEncoder(
  openRecords: () => AsyncIterable<RecipeRecord>,
  settings: SentenceSettings,
  options: FitSentencesOptions,
): Promise<FittedSentences> {
  const { reader, vectors, engine, seed, out, onProgress, signal } = options;
  const { sentenceDimension: hidden, sentenceTraining } = settings;
  const { maxWords } = sentenceTraining;
  const vocabulary = new SentenceVocabulary(vectors.terms, maxWords);
  const read = await readSentences(openRecords(), { reader, vocabulary }, onProgress);
  const end = vocabulary.unknown + 1;
  const shares = unigramShares(read.train, end);
  const trained = await trainSentenceEncoder(
    {
      train: read.train,
      validation: read.val.corpus,
      initial: initialSentenceWeights(
        { vectors, shares },
        { hidden, maxWords },
        Random.derived(seed, 'sentence encoder weights'),
      ),
      settings: sentenceTraining,
      vocabulary: end + 1,
    },
    {
      engine,
      seed,
      checkpoint: join(out, 'sentence-encoder.checkpoint.safetensors'),
      identity: identityOf(settings, read, options),
      onProgress,
      signal,
    },
  );
  const shape = { words: end, termDimension: vectors.dimension, hidden };
  const file = sentenceEncoderOnnx(trained.weights, shape);
  const variables = variablesOf(engine.tf, trained.weights);
  try {
    const network = new SentenceNetwork(engine.tf, variables);
    const parity = await parityOf(network, { file, vocabulary, hidden, corpus: read.train, engine });
    await writeFileDurably(join(out, OPTIONAL_BUNDLE_FILES.sentenceEncoder), file);
    return {
      state: {
        name: 'lstm',
        encoderSha256: sha256(file),
        dimension: hidden,
        maxWords,
        ...hashedWordsState(read, sentenceTraining.hashedWords),
      },
      report: {
        engine: engine.name,
        sentences: read.train.sentenceCount,
        words: read.train.wordCount,
        pairs: read.train.pairs().length,
        dropped: read.dropped,
        epochs: trained.history.length,
        bestEpoch: trained.bestEpoch,
        ...qualityOf(network, { read, shares, settings: sentenceTraining, options }),
        parity,
      },
    };
  } finally {
    dispose(variables);
  }
}

/** Hash of all that decides the training. */
function identityOf(
  settings: SentenceSettings,
  { train, val }: ReadSentences,
  { vectors, engine, seed }: FitSentencesOptions,
): string {
  const content = [train, val.corpus].map((corpus) => corpus.fingerprint());
  const { data } = vectors.matrix;
  const words = sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const { sentenceDimension, sentenceTraining } = settings;
  return sha256(
    canonicalJson({ sentenceDimension, sentenceTraining, content, words, seed, engine: engine.name }),
  );
}

async function parityOf(
  network: SentenceNetwork,
  parts: {
    readonly file: Uint8Array;
    readonly vocabulary: SentenceVocabulary;
    readonly hidden: number;
    readonly corpus: SentenceCorpus;
    readonly engine: TensorEngine;
  },
): Promise<FitSentencesReport['parity']> {
  const { file, vocabulary, hidden, corpus, engine } = parts;
  const samples = firstSentences(corpus, PARITY_SENTENCES);
  const encoder = await openLstmSentenceEncoder(file, { vocabulary, hidden }, { provider: 'cpu' });
  try {
    const exported = await encoder.states(samples.map((words) => [...words]));
    const difference = largestDifference(
      'sentence encoder',
      encodedSentences(engine.tf, network, samples),
      exported,
    );
    return { difference, samples: samples.length };
  } finally {
    await encoder.release();
  }
}

function qualityOf(
  network: SentenceNetwork,
  parts: {
    readonly read: ReadSentences;
    readonly shares: Float64Array;
    readonly settings: SentenceSettings['sentenceTraining'];
    readonly options: FitSentencesOptions;
  },
): Pick<FitSentencesReport, 'perplexity' | 'nextInstruction'> {
  const { read, shares, settings, options } = parts;
  const { tf } = options.engine;
  const checked = options.checkOn === 'test' ? read.test : read.val;
  const { corpus } = checked;
  const pairs = corpus.pairs();
  const { perplexity } = validationOf(tf, network, { corpus, settings, end: shares.length - 1 });
  const hashed = hashedWordsOf(read, settings.hashedWords);
  const rowsOf = (sentences: SentenceCorpus, words: readonly (readonly string[])[]): Matrix => {
    const states = encodedSentences(tf, network, firstSentences(sentences, words.length));
    return withHashedWords(states, (i) => words[i]!, hashed);
  };
  const nextInstruction = compareWithBagOfWords(
    {
      sentences: checked,
      rows: rowsOf(corpus, checked.words),
      centre: meanRow(rowsOf(read.train, read.trainWords)),
      frequencies: read.sentenceFrequencies,
      trainSentences: read.train.sentenceCount,
    },
    Random.derived(options.seed, 'next instruction'),
  );
  const words = pairs.reduce((sum, i) => sum + corpus.wordsOf(i + 1).length + 1, 0);
  const unigram = unigramPerplexity(shares, corpus, pairs);
  return { perplexity: { decoder: perplexity, unigram, words }, nextInstruction };
}

function hashedWordsState(
  { train, sentenceFrequencies }: ReadSentences,
  dimension: number,
): Pick<FittedSentences['state'], 'hashedWords'> {
  if (dimension === 0) return {};
  const frequencies = Object.fromEntries(sentenceFrequencies);
  return { hashedWords: { dimension, sentences: train.sentenceCount, frequencies } };
}

function hashedWordsOf(
  { train, sentenceFrequencies: frequencies }: ReadSentences,
  dimension: number,
): HashedWords | undefined {
  return dimension === 0
    ? undefined
    : new HashedWords({ documents: train.sentenceCount, frequencies }, dimension);
}

function firstSentences(corpus: SentenceCorpus, most: number): Int32Array[] {
  return Array.from({ length: Math.min(most, corpus.sentenceCount) }, (_, i) => corpus.wordsOf(i));
}
