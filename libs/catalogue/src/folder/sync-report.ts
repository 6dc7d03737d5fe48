import type { SejeError } from '@seje/core';
import { ReadCounter } from '../read-counter.js';
import type { ReadReport } from '../recipe-source.js';
import type { Taken } from './take-recipes.js';

/** What a pass did, by `created`, `changed`, `unchanged`, `put`, `deleted` (`Taken`) and `removed`. */
export type SyncCounts = Readonly<Partial<Record<Taken | 'removed', number>>>;

export interface FolderSyncReport {
  /** Where the folder was as at the pass before, nothing was read. */
  readonly folder: 'unchanged' | 'taken';
  readonly recipes: SyncCounts;
  readonly photos: SyncCounts;
  /** reason -> how many were left out */
  readonly dropped: Readonly<Record<string, number>>;
  /** reason -> the first few */
  readonly examples: Readonly<Record<string, readonly string[]>>;
}

export const FOLDER_UNCHANGED: FolderSyncReport = {
  folder: 'unchanged',
  recipes: {},
  photos: {},
  dropped: {},
  examples: {},
};

/** Counts what a pass over the folder takes, removes and leaves out. */
export class SyncCounter {
  readonly recipes: Partial<Record<Taken | 'removed', number>> = {};
  readonly photos: Partial<Record<Taken | 'removed', number>> = {};
  private readonly refused = new ReadCounter();
  private read: ReadReport | undefined;

  take(kind: 'recipes' | 'photos', outcomes: Iterable<Taken>): void {
    for (const outcome of outcomes) this.add(kind, outcome, 1);
  }

  remove(kind: 'recipes' | 'photos', count: number): void {
    if (count > 0) this.add(kind, 'removed', count);
  }

  refuse(id: string, { code, message }: SejeError): void {
    this.refused.drop(code, `${id}: ${message}`);
  }

  /** What the reader of the folder left out. */
  reader(report: ReadReport): void {
    this.read = report;
  }

  report(): FolderSyncReport {
    const { dropped, examples } = this.refused.report();
    return {
      folder: 'taken',
      recipes: this.recipes,
      photos: this.photos,
      dropped: { ...this.read?.dropped, ...dropped },
      examples: { ...this.read?.examples, ...examples },
    };
  }

  private add(kind: 'recipes' | 'photos', outcome: Taken | 'removed', count: number): void {
    this[kind][outcome] = (this[kind][outcome] ?? 0) + count;
  }
}
