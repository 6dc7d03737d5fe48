import { SejeError } from '@seje/core';

/** Builders that may die in one attempt of a job: the next ones would die of the same. */
const DEATHS_ALLOWED = 3;

/**
 * Builds, and builds again where the builder died: what it had embedded is kept, so that the next one goes on.
 * @throws SejeError BUILDER_DOWN after too many, and whatever else `build` throws
 */
export async function outlivingBuilders<T>(
  build: () => Promise<T>,
  onDeath: (death: SejeError) => void,
): Promise<T> {
  for (let deaths = 1; ; deaths++) {
    try {
      return await build();
    } catch (error) {
      if (!(error instanceof SejeError) || error.code !== 'BUILDER_DOWN') throw error;
      if (deaths > DEATHS_ALLOWED) throw error;
      onDeath(error);
    }
  }
}
