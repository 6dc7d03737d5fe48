import type { CatalogueCounts, CatalogueStore, JobRecord } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { codedError } from '../http/problem.js';
import type { Jobs } from '../jobs/jobs.js';
import { REINDEX } from './reindexer.js';

/** Time for which what was read of the database is shown again, milliseconds: probes may come often. */
const FRESH_MS = 1_000;
/** Longest wait for the database before it counts as gone, milliseconds. */
const PATIENCE_MS = 2_000;

export interface DatabaseStatus {
  readonly counts?: CatalogueCounts;
  /** The reindex that runs or waits. */
  readonly building?: JobRecord;
  /** Why the last reindex failed, until one succeeds. */
  readonly lastFailure?: { readonly code: string; readonly message: string };
  /** Why the database has not answered. */
  readonly failure?: SejeError;
}

/** What the database says of catalogue and index, read at most once a second. */
export class IndexStatus {
  private read: Promise<DatabaseStatus> | undefined;
  private readAt = -Infinity;

  constructor(
    private readonly store: () => Pick<CatalogueStore, 'counts'>,
    private readonly jobs: Pick<Jobs, 'history'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Never rejects, and never takes longer than its patience. */
  current(): Promise<DatabaseStatus> {
    if (this.read === undefined || this.now() - this.readAt > FRESH_MS) {
      this.readAt = this.now();
      this.read = withinPatience(this.ask()).catch((error: unknown) => ({ failure: codedError(error) }));
    }
    return this.read;
  }

  private async ask(): Promise<DatabaseStatus> {
    const counts = await this.store().counts();
    const reindexes = (await this.jobs.history(20)).filter(({ kind }) => kind === REINDEX);
    const building = reindexes.find(({ state }) => state === 'running' || state === 'queued');
    const last = reindexes.find(({ state }) => state === 'failed' || state === 'succeeded');
    return {
      counts,
      ...(building && { building }),
      ...(last?.error && { lastFailure: last.error }),
    };
  }
}

function withinPatience<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(
        new SejeError('DATABASE_FAILED', {
          message: 'The database does not answer',
          expected: `an answer within ${PATIENCE_MS} ms`,
          remedy: 'See whether it runs and can be reached; the service goes on by itself.',
        }),
      ),
    PATIENCE_MS,
  );
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
