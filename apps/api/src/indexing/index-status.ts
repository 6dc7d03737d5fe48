import type { CatalogueCounts, CatalogueStore, JobRecord } from '@seje/catalogue';
import type { SejeError } from '@seje/core';
import { freshReading } from '../catalogue/fresh-reading.js';
import { codedError } from '../http/problem.js';
import { isOver } from '../jobs/job-view.dto.js';
import type { Jobs } from '../jobs/jobs.js';
import { REINDEX } from './reindexer.js';

export interface DatabaseStatus {
  readonly counts?: CatalogueCounts;
  /** The reindex that runs or waits. */
  readonly building?: JobRecord;
  /** Why the last reindex failed, until one succeeds. */
  readonly lastFailure?: { readonly code: string; readonly message: string };
  /** Why the database has not answered. */
  readonly failure?: SejeError;
}

/** What the database says of catalogue and index. */
export class IndexStatus {
  private readonly read = freshReading(() => this.ask());

  constructor(
    private readonly store: () => Pick<CatalogueStore, 'counts'>,
    private readonly jobs: Pick<Jobs, 'history'>,
  ) {}

  /** Never rejects, and never takes long. */
  current(): Promise<DatabaseStatus> {
    return this.read().catch((error: unknown) => ({ failure: codedError(error) }));
  }

  private async ask(): Promise<DatabaseStatus> {
    const counts = await this.store().counts();
    const reindexes = (await this.jobs.history(20)).filter(({ kind }) => kind === REINDEX);
    const building = reindexes.find((job) => !isOver(job));
    const last = reindexes.find(({ state }) => state === 'failed' || state === 'succeeded');
    return {
      counts,
      ...(building && { building }),
      ...(last?.error && { lastFailure: last.error }),
    };
  }
}
