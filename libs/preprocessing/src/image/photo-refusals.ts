import { SejeError, messageOf } from '@seje/core';

export function photoTooLarge(expected: string, found: string): SejeError {
  return new SejeError('PHOTO_TOO_LARGE', {
    message: 'The photo is too large',
    expected: `at most ${expected}`,
    found,
    remedy: 'Make it smaller and send it again.',
  });
}

/** @param error what the decoder threw, or what is wrong in words */
export function photoUnreadable(error: unknown): SejeError {
  if (error instanceof SejeError) return error;
  return new SejeError('PHOTO_UNREADABLE', {
    message: 'The photo could not be decoded',
    expected: 'a whole, undamaged image file',
    found: messageOf(error),
    remedy: 'Open it in a photo program, save it as JPEG, and send that.',
    cause: error,
  });
}
