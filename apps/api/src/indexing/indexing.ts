import type { Logger } from 'pino';
import type { CatalogueChanges } from '../catalogue/catalogue-changes.js';
import type { EngineSupervisor } from '../engine/engine-supervisor.js';
import type { Jobs } from '../jobs/jobs.js';
import type { ChangeFollower } from './change-follower.js';
import type { PairServer, Start } from './pair-server.js';
import { REINDEX, ROLLBACK, type ReindexPayload, type Reindexer } from './reindexer.js';

/** Brings the source folder into the catalogue without a reindex. */
export const IMPORT_FOLDER = 'import-folder';

export interface IndexingParts {
  readonly server: PairServer;
  readonly reindexer: Reindexer;
  readonly follower: ChangeFollower;
  readonly supervisor: EngineSupervisor;
  readonly changes: CatalogueChanges;
  readonly jobs: Jobs;
  /** Whether there is a source folder. */
  readonly hasFolder: boolean;
  /** Vectors beside the index from which on a reindex folds them in; 0: never. */
  readonly reindexAfter: number;
  readonly logger: Logger;
}

/** Keeps index and bundle in step with the catalogue, from the start of the service to its end. */
export class Indexing {
  private start_: Start | undefined;
  private folding = false;

  constructor(private readonly parts: IndexingParts) {
    const { jobs, reindexer } = parts;
    jobs.handle(REINDEX, (job) => reindexer.reindex(job));
    jobs.handle(ROLLBACK, (job) => reindexer.rollBack(job));
  }

  /** Starts the engine, on an open catalogue. @throws SejeError where none can start */
  async start(): Promise<void> {
    const { server, reindexer, follower, changes } = this.parts;
    this.start_ = await server.start();
    reindexer.serves(this.start_.pair);
    changes.on('written', () => follower.wake());
    follower.start();
  }

  /** Writes down the work that the start has shown to be due, once the job queue runs. */
  async enqueueDue(): Promise<void> {
    const { jobs, hasFolder } = this.parts;
    const { due, remember } = this.start_!;
    const waiting = await jobs.unfinished([REINDEX, ROLLBACK, IMPORT_FOLDER]);
    if (due !== undefined && waiting?.kind !== REINDEX) await jobs.enqueue(REINDEX, due);
    else if (hasFolder && waiting === undefined) await jobs.enqueue(IMPORT_FOLDER);
    await remember();
  }

  /** @throws SejeError JOB_RUNNING */
  reindex(payload: ReindexPayload) {
    return this.parts.jobs.enqueueAlone(REINDEX, payload, [REINDEX, ROLLBACK]);
  }

  /** @throws SejeError JOB_RUNNING */
  rollBack() {
    return this.parts.jobs.enqueueAlone(ROLLBACK, {}, [REINDEX, ROLLBACK]);
  }

  /** Called with the number of vectors beside the index: each search compares with all of them. */
  foldIn(overlay: number): void {
    const { reindexAfter, jobs, logger } = this.parts;
    if (reindexAfter === 0 || overlay < reindexAfter || this.folding) return;
    this.folding = true;
    jobs
      .unfinished([REINDEX, ROLLBACK])
      .then((job) => (job === undefined ? jobs.enqueue(REINDEX) : undefined))
      .catch((error: unknown) => logger.warn({ err: error }, 'no reindex could be enqueued'))
      .finally(() => (this.folding = false));
  }

  async stop(): Promise<void> {
    await this.parts.follower.stop();
  }
}
