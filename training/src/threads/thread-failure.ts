import { SejeError, messageOf } from '@seje/core';

/** A coded failure on its way out of a worker thread, which can pass on plain data alone. */
export type ThreadFailure = Pick<SejeError, 'code' | 'parts'>;

/** In the thread: what to send. A failure without a code is thrown on, and ends the thread. */
export function failureToSend(error: unknown): ThreadFailure {
  if (!(error instanceof SejeError)) throw error;
  const { cause: _, ...parts } = error.parts;
  return { code: error.code, parts };
}

/** Outside: the failure that was sent. */
export function sentFailure({ code, parts }: ThreadFailure): SejeError {
  return new SejeError(code, parts);
}

/** Outside: a thread that ended before its time. */
export function threadDied(work: string, { found, remedy }: ThreadEnd): SejeError {
  return new SejeError('INTERNAL', {
    message: `A thread that ${work} died`,
    found: messageOf(found),
    remedy,
    cause: found,
  });
}

export interface ThreadEnd {
  /** What its `error` or `exit` event said. */
  readonly found: unknown;
  readonly remedy: string;
}
