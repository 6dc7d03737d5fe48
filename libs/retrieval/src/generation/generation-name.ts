import { SejeError } from '@seje/core';

/** No separator and no leading dot: a name can never lead out of its root, nor be a build's. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** @throws SejeError SETTINGS_INVALID */
export function assertGenerationName(name: string): void {
  if (NAME.test(name)) return;
  throw new SejeError('SETTINGS_INVALID', {
    message: 'The name of the generation is not valid',
    expected: 'letters, digits, dot, dash, underscore; at most 100; the first a letter or digit',
    found: JSON.stringify(name),
    remedy: 'Give the name of a folder among the generations.',
  });
}
