import { SejeError, messageOf } from '@seje/core';

/** The address is not one to fetch from. `found` never says which address a name has: that is none of the client's. */
export function urlRefused(expected: string, found: string): SejeError {
  return new SejeError('PHOTO_URL_REFUSED', {
    message: 'The photo is not fetched from there',
    expected,
    found,
    remedy: 'Send the photo itself as multipart/form-data, or the address of one on a public site.',
  });
}

/** The address was tried, and no photo came. */
export function urlFailed(error: unknown): SejeError {
  if (error instanceof SejeError) return error;
  return new SejeError('PHOTO_URL_FAILED', {
    message: 'The photo could not be fetched',
    found: messageOf(error),
    remedy: 'Check that the address opens in a browser, or send the photo itself as multipart/form-data.',
    cause: error,
  });
}
