import { type RecipeRecord, SejeError } from '@seje/core';
import type { ReadReport } from './recipe-source.js';

/** Examples kept for each reason. */
const EXAMPLES = 5;

/** Counts what one pass over a source keeps and what it drops. */
export class ReadCounter {
  private recipes = 0;
  private photos = 0;
  private readonly dropped = new Map<string, { count: number; examples: string[] }>();

  keep(record: RecipeRecord): void {
    this.recipes++;
    this.photos += record.photos.length;
  }

  /** @param example an id or a place, with what was wrong there */
  drop(reason: string, example: string): void {
    const entry = this.dropped.get(reason) ?? { count: 0, examples: [] };
    entry.count++;
    if (entry.examples.length < EXAMPLES) entry.examples.push(example);
    this.dropped.set(reason, entry);
  }

  report(): ReadReport {
    return {
      recipes: this.recipes,
      photos: this.photos,
      dropped: Object.fromEntries([...this.dropped].map(([reason, { count }]) => [reason, count])),
      examples: Object.fromEntries([...this.dropped].map(([reason, { examples }]) => [reason, examples])),
    };
  }

  /** @throws SejeError DATA_EMPTY where nothing was kept */
  requireSome(directory: string): void {
    if (this.recipes > 0) return;
    const reasons = [...this.dropped].map(
      ([reason, { count, examples }]) => `${count} x ${reason} (${examples[0] ?? ''})`,
    );
    throw new SejeError('DATA_EMPTY', {
      message: `No recipe could be read from ${directory}`,
      expected: 'at least one recipe',
      found: reasons.length === 0 ? 'none at all' : `dropped: ${reasons.join(', ')}`,
      remedy: 'Correct the data set, or name another folder.',
    });
  }
}
