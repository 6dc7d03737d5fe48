import { SejeError } from '@seje/core';
import type { Precondition } from './stored-records.js';

/**
 * Compare-and-set: whether the record is as the writer believes.
 * @param what for the message, `Recipe tomato-soup`
 * @param found the revision it has, or undefined where it is not there
 * @throws SejeError REVISION_CONFLICT
 */
export function checkPrecondition(
  what: string,
  found: number | undefined,
  expected: Precondition | undefined,
): void {
  if (expected === undefined || holds(found, expected)) return;
  throw new SejeError('REVISION_CONFLICT', {
    message: `${what} is not as the request supposes`,
    expected: typeof expected === 'string' ? expected : `revision ${expected.revision}`,
    found: found === undefined ? 'none' : `revision ${found}`,
    remedy: 'Read it again, and decide anew.',
  });
}

function holds(found: number | undefined, expected: Precondition): boolean {
  if (expected === 'present') return found !== undefined;
  if (expected === 'absent') return found === undefined;
  return found === expected.revision;
}
