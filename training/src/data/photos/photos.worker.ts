import { SejeError, readFileOr } from '@seje/core';
import { cutPhotoTensor } from '@seje/preprocessing';
import { parentPort, workerData } from 'node:worker_threads';
import { failureToSend } from '../../threads/thread-failure.js';
import type { PhotoAnswer, PhotoOrder, PhotosTask } from './photo-threads.js';

/** Entry file of a thread that reads photos: answers one order after the other until it is told to end. */
const { preprocessing } = workerData as PhotosTask;
const answer = (said: PhotoAnswer, moved: ArrayBuffer[] = []): void => parentPort!.postMessage(said, moved);

async function pixelsOf({ path, cut }: PhotoOrder): Promise<Float32Array<ArrayBuffer>> {
  const photo = await readFileOr(path, 'Put the photo back, or run "seje preprocess" again.');
  const tensor = await cutPhotoTensor(photo, { ...preprocessing, layout: 'nhwc' }, cut);
  return tensor as Float32Array<ArrayBuffer>;
}

async function answered(order: PhotoOrder): Promise<void> {
  try {
    const pixels = await pixelsOf(order);
    answer({ pixels }, [pixels.buffer]);
  } catch (error) {
    answer({ failed: failureToSend(withPath(error, order.path)) });
  }
}

function withPath(error: unknown, path: string): unknown {
  if (!(error instanceof SejeError) || error.message.includes(path)) return error;
  return new SejeError(error.code, { ...error.parts, message: `${error.parts.message}: ${path}` });
}

let last = Promise.resolve();
let ended = false;
parentPort!.on('message', (order: PhotoOrder | 'end') => {
  if (order === 'end') {
    ended = true; // what waits is no longer wanted; the photo at hand is finished, for sharp's sake
    parentPort!.close();
    return;
  }
  const before = last;
  last = (async () => {
    await before;
    if (!ended) await answered(order);
  })();
});
