import { SejeError } from '@seje/core';

/** Child processes that may die of one piece of work: the next ones would die of the same. */
const DEATHS_ALLOWED = 3;

/**
 * Does work in a child process, and again where that died without a reason: by chance, or by the hand of
 * somebody. What it had kept is there for the next one.
 * @param death its code
 * @throws SejeError with that code after too many, and whatever else `work` throws
 */
export async function despiteDeaths<T>(
  death: 'BUILDER_DOWN' | 'ENGINE_DOWN',
  work: () => Promise<T>,
  onDeath: (error: SejeError) => void,
): Promise<T> {
  for (let deaths = 1; ; deaths++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SejeError) || error.code !== death || deaths > DEATHS_ALLOWED) throw error;
      onDeath(error);
    }
  }
}
