import { type ErrorParts, SejeError, messageOf } from './errors.js';

/** What systems call a disk, or a user's share of it, that takes no more. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * A write that failed, as one of ours: DISK_FULL where there is no room, which making space mends, else
 * DISK_WRITE_FAILED (read-only, no permission, a file where a folder should be).
 * @param parts `message` and `remedy`; what was found is the system's own words
 */
export function diskFailure(error: unknown, parts: Pick<ErrorParts, 'message' | 'remedy'>): SejeError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return new SejeError(FULL.has(code) ? 'DISK_FULL' : 'DISK_WRITE_FAILED', {
    ...parts,
    found: messageOf(error),
    cause: error,
  });
}
