import type { OnProgress } from '@seje/core';

/** Ends a stream with the signal's reason once it is aborted. */
export async function* stoppable<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of items) {
    signal.throwIfAborted();
    yield item;
  }
}

/** Ends work with the signal's reason where it next reports progress: only for what may end anywhere. */
export function stoppableProgress(onProgress: OnProgress, signal: AbortSignal): OnProgress {
  return (progress) => {
    signal.throwIfAborted();
    onProgress(progress);
  };
}
