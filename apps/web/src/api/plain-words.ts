/** What went wrong, without what only a program or an operator can use. */
export interface Words {
  readonly title: string;
  readonly detail: string;
}

const LIMITED: Words = {
  title: 'Too many requests',
  detail: 'More was asked within a minute than the service allows.',
};
const AWAY: Words = { title: 'Not ready', detail: 'The service cannot answer just now.' };

/** By the code of a problem: failures that say nothing of the photo or recipe that was sent. */
const OF_CODE: Readonly<Record<string, Words>> = {
  RATE_LIMITED: LIMITED,
  QUEUE_FULL: {
    title: 'Very busy',
    detail: 'More searches arrive than the service can answer at once.',
  },
  NOT_READY: { title: 'Not ready yet', detail: 'The service is getting its catalogue ready for searches.' },
  ENGINE_DOWN: {
    title: 'Not ready',
    detail: 'The part of the service that searches has stopped and is being started again.',
  },
  DATABASE_FAILED: { title: 'Not ready', detail: 'The service cannot reach its catalogue just now.' },
  PHOTO_STORE_FAILED: { title: 'Not ready', detail: 'The service cannot reach its photos just now.' },
};

/** For answers without a problem, from something between here and the service. */
const OF_STATUS: Readonly<Record<number, Words>> = { 429: LIMITED, 502: AWAY, 503: AWAY };

/** Of an answer that wants a key, or another one. */
export const KEY_WORDS: Words = {
  title: 'A key is needed',
  detail: 'This service answers only to those who have a key.',
};

export function wordsOfCode(code: string): Words | undefined {
  return OF_CODE[code];
}

export function wordsOfStatus(status: number): Words | undefined {
  return OF_STATUS[status];
}

/** A time to wait, for "in …". */
export function waitInWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole === 1) return '1 second';
  return whole < 120 ? `${whole} seconds` : `${Math.ceil(whole / 60)} minutes`;
}
