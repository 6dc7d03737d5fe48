import { type ErrorCode, SejeError } from '@seje/core';
import { expect, it } from 'vitest';
import { isForTheLog, problemOf } from './problem.js';
import { RETRY_AFTER_SECONDS, STATUS_OF_CODE } from './status-of-code.js';

const SECRET = 'postgres://seje@db.internal/seje';
const failed = (code: ErrorCode): SejeError =>
  new SejeError(code, { message: `${SECRET} did not answer`, found: SECRET, remedy: `Look at ${SECRET}.` });

it.each<ErrorCode>(['INTERNAL', 'FILE_DAMAGED', 'DATABASE_FAILED', 'PHOTO_STORE_FAILED'])(
  'leaves to the log what %s was',
  (code) => {
    expect(JSON.stringify(problemOf(failed(code)))).not.toContain(SECRET);
    expect(isForTheLog(failed(code))).toBe(true);
  },
);

it('tells a client what it did wrong', () => {
  const error = new SejeError('RECORD_INVALID', {
    message: 'No title',
    expected: 'a title',
    remedy: 'Give one.',
  });
  expect(problemOf(error)).toMatchObject({ status: 422, expected: 'a title', remedy: 'Give one.' });
  expect(isForTheLog(error)).toBe(false);
});

it('says when to ask again wherever the service cannot answer now', () => {
  const unavailable = Object.entries(STATUS_OF_CODE).filter(([, status]) => status === 503);
  expect(unavailable.filter(([code]) => RETRY_AFTER_SECONDS[code as ErrorCode] === undefined)).toEqual([]);
});
