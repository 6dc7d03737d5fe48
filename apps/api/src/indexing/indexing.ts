import type { Logger } from 'pino';
import type { CatalogueChanges } from '../catalogue/catalogue-changes.js';
import { FOLDER_KIND } from '../catalogue/folder-sync.js';
import type { EngineSupervisor } from '../engine/engine-supervisor.js';
import type { Jobs } from '../jobs/jobs.js';
import type { ChangeFollower } from './change-follower.js';
import type { PairServer, Start } from './pair-server.js';
import type { ReindexLeftovers } from './reindex-leftovers.js';
import { REINDEX, ROLLBACK, type ReindexPayload, type Reindexer } from './reindexer.js';

/** How often the number of vectors beside the index is looked at, milliseconds. */
const FOLD_IN_EVERY_MS = 60_000;
/** Time after a reindex that failed or was cancelled in which none is started by itself, milliseconds: it may take hours. */
const PAUSE_AFTER_FAILURE_MS = 3_600_000;
/** How often what reindexes have left behind is removed, milliseconds. */
const SWEEP_EVERY_MS = 3_600_000;

export interface IndexingParts {
  readonly server: PairServer;
  readonly reindexer: Reindexer;
  readonly follower: ChangeFollower;
  readonly supervisor: EngineSupervisor;
  readonly changes: CatalogueChanges;
  readonly jobs: Jobs;
  readonly leftovers: ReindexLeftovers;
  /** Whether there is a source folder. */
  readonly hasFolder: boolean;
  /** Vectors beside the index from which on a reindex folds them in; 0: never. */
  readonly reindexAfter: number;
  readonly logger: Logger;
}

/** Keeps index and bundle in step with the catalogue, from the start of the service to its end. */
export class Indexing {
  private started: Start | undefined;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly parts: IndexingParts) {
    const { jobs, reindexer, supervisor, follower, changes } = parts;
    jobs.handle(REINDEX, (job) => reindexer.reindex(job));
    jobs.handle(ROLLBACK, (job) => reindexer.rollBack(job));
    supervisor.beforeLive = (engine) => follower.catchUp(engine);
    supervisor.on('ready', () => follower.liveChanged());
    changes.on('written', () => follower.wake());
  }

  /** Starts the engine, on an open catalogue. @throws SejeError where none can start */
  async start(): Promise<void> {
    const { server, reindexer, follower } = this.parts;
    this.started = await server.start();
    reindexer.serves(this.started.pair);
    follower.start();
    this.timers.push(setInterval(() => void this.foldIn(), FOLD_IN_EVERY_MS).unref());
    this.timers.push(setInterval(() => void this.sweep(), SWEEP_EVERY_MS).unref());
  }

  /** Writes down the work that the start has shown to be due, once the job queue runs. */
  async enqueueDue(): Promise<void> {
    const { jobs, hasFolder } = this.parts;
    const { due, remember } = this.started!;
    const waiting = await jobs.allUnfinished([REINDEX, ROLLBACK, FOLDER_KIND]);
    // One that waits already may be with another bundle than the one that is due.
    const isEnqueued = due?.bundle === undefined && waiting.some(({ kind }) => kind === REINDEX);
    if (due !== undefined && !isEnqueued) await jobs.enqueue(REINDEX, due);
    else if (hasFolder && waiting.length === 0) await jobs.enqueue(FOLDER_KIND);
    await remember();
    await this.sweep();
  }

  /** @throws SejeError JOB_RUNNING */
  reindex(payload: ReindexPayload) {
    return this.parts.jobs.enqueueAlone(REINDEX, payload, [REINDEX, ROLLBACK]);
  }

  /** @throws SejeError JOB_RUNNING */
  rollBack() {
    return this.parts.jobs.enqueueAlone(ROLLBACK, {}, [REINDEX, ROLLBACK]);
  }

  /** Each search compares with all vectors beside the index: from some number on they are folded in. */
  private async foldIn(): Promise<void> {
    const { reindexAfter, jobs, logger, supervisor } = this.parts;
    const { recipes = 0, images = 0 } = supervisor.info?.overlay ?? {};
    if (reindexAfter === 0 || recipes + images < reindexAfter) return;
    try {
      if ((await jobs.unfinished([REINDEX, ROLLBACK])) !== undefined) return;
      const last = await jobs.latest(REINDEX);
      const since = Date.now() - (last?.endedAt?.getTime() ?? 0);
      // What made the last one fail would most likely make the next one fail.
      if (last !== undefined && last.state !== 'succeeded' && since < PAUSE_AFTER_FAILURE_MS) return;
      await jobs.enqueue(REINDEX);
    } catch (error) {
      logger.warn({ err: error }, 'no reindex could be enqueued');
    }
  }

  private async sweep(): Promise<void> {
    const { jobs, leftovers, logger } = this.parts;
    try {
      await leftovers.sweep(new Date(), (job) => jobs.isOver(job));
    } catch (error) {
      logger.warn({ err: error }, 'what reindexes left behind could not be removed');
    }
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.parts.follower.stop();
  }
}
