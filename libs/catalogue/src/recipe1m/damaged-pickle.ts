import { SejeError } from '@seje/core';

/** A pickle that is not what this project reads. */
export function damagedPickle(path: string, clauses: { expected: string; found: string }): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `${path} cannot be read as a pickle of strings and integers`,
    ...clauses,
    remedy: 'Restore the file, or write it again in Python with plain dict, str and int values.',
  });
}
