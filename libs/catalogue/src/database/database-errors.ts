import { SejeError, messageOf } from '@seje/core';

/** PostgreSQL's code for a disk that is full. */
const NO_ROOM = '53100';

/**
 * Does `work` on a database; what its driver throws becomes a named failure, ours passes as it is.
 * @param where names the database in the message
 * @throws SejeError DISK_FULL, DATABASE_FAILED, and whatever `work` throws of ours
 */
export async function onDatabase<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SejeError) throw error;
    const full = codeOf(error) === NO_ROOM;
    throw new SejeError(full ? 'DISK_FULL' : 'DATABASE_FAILED', {
      message: full ? `The disk of the database ${where} is full` : `The database ${where} did not answer`,
      found: messageOf(error),
      remedy: full ? 'Make space. Nothing was changed.' : 'Try again; if it stays so, look at its log.',
      cause: error,
    });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
