import { Random, type SejeError } from '@seje/core';
import { TermVectors } from '@seje/preprocessing';
import { Worker } from 'node:worker_threads';
import { type ThreadFailure, sentFailure, threadDied } from '../../threads/thread-failure.js';
import type { CorpusFile, CorpusFilePlan } from './corpus-file.js';
import { tokensOf } from './indexed-corpus.js';
import type { SharedSkipGram } from './shared-skip-gram.js';
import { shareSkipGram } from './skip-gram-memory.js';
import { openSimdKernel } from './skip-gram-thread-kernel.js';
import { type Word2VecRun, progressReport, skipGramStart } from './word2vec.js';
import type { Word2VecSettings } from './word2vec-settings.js';

export interface ThreadsRun extends Word2VecRun {
  /** Worker threads; the calling thread only looks after them. */
  readonly threads: number;
  /** The threads' entry file; lies beside this file in every build. */
  readonly worker?: URL;
}

/** All that one worker thread is given. */
export interface ThreadTask {
  readonly thread: number;
  readonly corpus: CorpusFilePlan;
  readonly counts: readonly number[];
  readonly settings: Word2VecSettings;
  readonly shared: SharedSkipGram;
  /** State of the thread's own random numbers. */
  readonly random: readonly number[];
  readonly progress: SharedProgress;
}

/** How far the threads have come together. */
export interface SharedProgress {
  /** [1]: the chunk that the next free thread takes, counted over all iterations. */
  readonly nextChunk: Int32Array<SharedArrayBuffer>;
  /** [1]: tokens read. */
  readonly tokens: BigInt64Array<SharedArrayBuffer>;
}

/** What a thread says: that it has read a chunk, or why it cannot go on. It ends when there is none left. */
export type ThreadMessage = { readonly failed?: ThreadFailure };

const WORKER = new URL('./word2vec.worker.js', import.meta.url);

/**
 * `word2vec` on several threads that update the same vectors without locks. The threads' order of steps
 * is left to chance: two runs give vectors that differ by about as much as those of two seeds.
 * Whatever `onProgress` throws ends the threads at once.
 * @throws SejeError SETTINGS_INVALID (the vectors do not fit), FILE_DAMAGED (the corpus cannot be read back),
 * INTERNAL (a thread died)
 */
export async function word2vecOnThreads(
  corpus: CorpusFile,
  settings: Word2VecSettings,
  run: ThreadsRun,
): Promise<TermVectors> {
  const { terms, counts, plan } = corpus;
  const shared = await shareSkipGram(skipGramStart(corpus, settings, run.random), run.threads);
  const progress: SharedProgress = {
    nextChunk: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    tokens: new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)),
  };
  const tasks = Array.from({ length: run.threads }, (_, thread): ThreadTask => {
    const random = Random.derived(run.random.int(2 ** 31), `thread ${thread}`).state();
    return { thread, corpus: plan, counts, settings, shared, random, progress };
  });
  const report = progressReport(tokensOf(corpus) * settings.iterations, run);
  const told = (): void => report(Number(Atomics.load(progress.tokens, 0)));
  const workers = tasks.map((task) => new Worker(run.worker ?? WORKER, { workerData: task }));
  try {
    await Promise.all(workers.map((worker) => ended(worker, told)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return new TermVectors(terms, (await openSimdKernel(shared, 0)).vectors());
}

/** Resolves when the thread has done its part; rejects with its failure, or with what `told` throws. */
function ended(worker: Worker, told: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', ({ failed }: ThreadMessage) => {
      if (failed !== undefined) return reject(sentFailure(failed));
      try {
        told();
      } catch (error) {
        reject(error);
      }
    });
    worker.on('error', (error) => reject(died(error)));
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(died(`exit code ${code}`))));
  });
}

function died(found: unknown): SejeError {
  const remedy = 'Run the command again; if it happens again, set text.threads to 1.';
  return threadDied('fits term embeddings', { found, remedy });
}
