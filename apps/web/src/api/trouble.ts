import { wantsKey } from '../access/keyed-fetch.js';
import type { components } from '../generated/api.js';
import { KEY_WORDS, type Words, wordsOfCode, wordsOfStatus } from './plain-words.js';

/** What went wrong, in words for the person who asked. */
export interface Trouble extends Words {
  readonly remedy?: string;
  /** Where a key is what it takes, or another one. */
  readonly needsKey?: true;
  /** Where asking again makes sense: after how long. */
  readonly retryAfterSeconds?: number;
}

export class TroubleError extends Error {
  override readonly name = 'TroubleError';

  constructor(
    readonly trouble: Trouble,
    options?: ErrorOptions,
  ) {
    super(trouble.detail, options);
  }
}

const RETRY_SECONDS = 3;
/** Statuses that pass by themselves: too many requests, not ready. */
const PASSING = new Set([429, 502, 503]);

/** From a problem+json body; from the status alone where something on the way answered without one. */
export function troubleOf(body: unknown, response: Response): Trouble {
  if (wantsKey(response)) return { ...KEY_WORDS, needsKey: true };
  const seconds = Number(response.headers.get('retry-after') ?? RETRY_SECONDS);
  const retry = PASSING.has(response.status) && { retryAfterSeconds: seconds > 0 ? seconds : RETRY_SECONDS };
  const words = isProblem(body) ? wordsOfCode(body.code) : wordsOfStatus(response.status);
  if (words !== undefined) return { ...words, ...retry };
  if (!isProblem(body)) {
    return {
      title: 'Something went wrong',
      detail: `The service answered ${response.status} ${response.statusText}`.trim() + '.',
      remedy: 'Try again in a moment.',
      ...retry,
    };
  }
  const { title, detail, remedy } = body;
  if (remedy === undefined) return { title, detail, ...retry };
  return { title, detail: detail.replace(remedy, '').trim(), remedy, ...retry };
}

export function unreachable(cause: unknown): Trouble {
  return {
    title: 'The service does not answer',
    detail: cause instanceof Error ? cause.message : String(cause),
    remedy: 'Check that it is running and that you are online.',
    retryAfterSeconds: RETRY_SECONDS,
  };
}

function isProblem(body: unknown): body is components['schemas']['Problem'] {
  return typeof body === 'object' && body !== null && 'title' in body && 'detail' in body;
}
