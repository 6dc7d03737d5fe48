import type { OnProgress, RecipeRecord } from '@seje/core';

export interface TrainRecipesOptions {
  /** The step that the pass belongs to, for progress. */
  readonly step: string;
  /** Recipes of the train partition, where that is known. */
  readonly total?: number | undefined;
  readonly onProgress: OnProgress;
}

/** The recipes of the train partition: all that anything is fitted on. */
export async function* trainRecipes(
  records: AsyncIterable<RecipeRecord>,
  { step, total, onProgress }: TrainRecipesOptions,
): AsyncGenerator<RecipeRecord> {
  let done = 0;
  for await (const record of records) {
    if (record.partition !== 'train') continue;
    yield record;
    onProgress({ step, done: ++done, ...(total !== undefined && { total }) });
  }
}
