import { openTextFeatureExtractor } from '@seje/preprocessing';
import { parentPort, workerData } from 'node:worker_threads';
import { failureToSend } from '../threads/thread-failure.js';
import { extractTexts } from './extract-texts.js';
import type { TextsAnswer, TextsQuestion, TextsTask } from './extract-texts-on-threads.js';
import type { StoredText } from './text-feature-shards.js';

/** Entry file of a thread that extracts text features: answers one question after the other until it is ended. */
const answer = (said: TextsAnswer, moved: ArrayBuffer[] = []): void => parentPort!.postMessage(said, moved);

const { directory, provider } = workerData as TextsTask;
const opening = openTextFeatureExtractor(directory, { provider });
opening.catch(() => undefined); // said in answer to the first question

async function textsOf({ records }: TextsQuestion): Promise<StoredText[]> {
  const texts: StoredText[] = [];
  for await (const text of extractTexts(records, await opening)) texts.push(text);
  return texts;
}

async function answered(question: TextsQuestion): Promise<void> {
  try {
    const texts = await textsOf(question);
    const moved = texts.flatMap(({ term, sentences }) => [term.buffer, sentences.data.buffer]);
    answer({ texts }, [...new Set(moved as ArrayBuffer[])]);
  } catch (error) {
    answer({ failed: failureToSend(error) });
  }
}

let last = Promise.resolve();
parentPort!.on('message', (question: TextsQuestion) => {
  const before = last;
  last = (async () => {
    await before;
    await answered(question);
  })();
});
