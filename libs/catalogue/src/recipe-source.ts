import type { RecipeRecord } from '@seje/core';

/** What a reader left out, by reason, with a few examples each; nothing is replaced by a substitute. */
export interface ReadReport {
  readonly recipes: number;
  readonly photos: number;
  /** reason -> how many */
  readonly dropped: Readonly<Record<string, number>>;
  /** reason -> the first few ids or places */
  readonly examples: Readonly<Record<string, readonly string[]>>;
}

/** A data set or catalogue on disk, read as a stream in constant memory. */
export interface RecipeSource {
  readonly layout: 'recipe1m' | 'schema.org';
  /** `classes1M.pkl`, where the data set has one: see `readRecipe1MClasses`. */
  readonly classesFile?: string | undefined;
  /** Changes whenever a file that it reads or names changes (names, sizes, times of change). Hex. */
  fingerprint(): Promise<string>;
  /** One pass over the recipes. The report is complete once the stream has ended. */
  read(report?: (report: ReadReport) => void): AsyncIterable<RecipeRecord>;
}
