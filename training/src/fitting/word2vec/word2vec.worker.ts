import { Random } from '@seje/core';
import { parentPort, workerData } from 'node:worker_threads';
import { failureToSend } from '../../threads/thread-failure.js';
import { openCorpusFile } from './corpus-file.js';
import { SentenceLearner } from './sentence-learner.js';
import { openSimdKernel } from './skip-gram-thread-kernel.js';
import type { ThreadMessage, ThreadTask } from './word2vec-threads.js';

/** Entry file of one of word2vec's threads: takes chunks of the corpus until all iterations are done. */
async function learnChunks(
  { thread, corpus, counts, settings, shared, random, progress }: ThreadTask,
  say: (message: ThreadMessage) => void,
): Promise<void> {
  const position = {
    advance: (tokens: number) => Number(Atomics.add(progress.tokens, 0, BigInt(tokens))),
  };
  const kernel = await openSimdKernel(shared, thread);
  const learner = new SentenceLearner({
    kernel,
    settings,
    counts,
    random: Random.fromState(random),
    position,
  });
  const reader = openCorpusFile(corpus);
  try {
    const all = reader.chunks * settings.iterations;
    for (let next: number; (next = Atomics.add(progress.nextChunk, 0, 1)) < all;) {
      for (const sentence of reader.sentences(next % reader.chunks)) learner.learn(sentence);
      say({});
    }
  } finally {
    reader.close();
  }
}

const say = (message: ThreadMessage): void => parentPort!.postMessage(message);
try {
  await learnChunks(workerData as ThreadTask, say);
} catch (error) {
  say({ failed: failureToSend(error) });
}
