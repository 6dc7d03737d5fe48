import { SejeError } from '@seje/core';

export interface CallLimits {
  /** Longest time until the answer, milliseconds. */
  readonly deadlineMs: number;
  /** Fires when the client has gone. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Settles as `work` does, or gives up before.
 * @param cancel called where it gives up
 * @throws SejeError DEADLINE_EXCEEDED, and what `work` rejects with
 */
export async function withinLimits<T>(
  work: Promise<T>,
  { deadlineMs, signal }: CallLimits,
  cancel: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let gone: (() => void) | undefined;
  const givenUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(deadlineExceeded(deadlineMs)), deadlineMs);
    gone = () => reject(clientGone());
    signal?.addEventListener('abort', gone, { once: true });
    if (signal?.aborted === true) gone();
  });
  givenUp.catch(cancel);
  try {
    return await Promise.race([givenUp, work]);
  } finally {
    clearTimeout(timer);
    if (gone !== undefined) signal?.removeEventListener('abort', gone);
  }
}

/** Waits for what an engine does before it answers. @throws SejeError ENGINE_DOWN at once where it is given up, and as `work` */
export async function whileWanted(work: Promise<void>, givenUp: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(engineDown());
  givenUp.addEventListener('abort', giveUp, { once: true });
  if (givenUp.aborted) giveUp();
  try {
    await Promise.race([work, promise]);
  } finally {
    givenUp.removeEventListener('abort', giveUp);
  }
}

export function engineDown(): SejeError {
  return new SejeError('ENGINE_DOWN', {
    message: 'The engine that encodes and searches is starting',
    remedy: 'Ask again after the time in Retry-After.',
  });
}

function deadlineExceeded(deadlineMs: number): SejeError {
  return new SejeError('DEADLINE_EXCEEDED', {
    message: 'The query took too long',
    expected: `an answer within ${deadlineMs} ms`,
    remedy: 'Ask again later, or raise SEJE_DEADLINE_MS.',
  });
}

function clientGone(): SejeError {
  return new SejeError('DEADLINE_EXCEEDED', { message: 'The client closed the connection' });
}
