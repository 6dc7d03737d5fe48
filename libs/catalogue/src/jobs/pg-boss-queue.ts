import { SejeError } from '@seje/core';
import { sql } from 'kysely';
import { type JobResult, type JobWithMetadata, PgBoss } from 'pg-boss';
import type { CatalogueDatabase } from '../database/catalogue-database.js';
import { onDatabase } from '../database/database-errors.js';
import { JobNotebook } from './job-notes.js';
import type { JobHandler, JobQueue, JobRecord } from './job-queue.js';
import type { QueueSettings } from './queue-settings.js';
import { type JobData, failureOf, jobRecord } from './job-record.js';
import { ProgressWriter } from './progress-writer.js';
import { STEADY_CLOCK } from './steady-clock.js';

/** One queue for all kinds, with pg-boss's policy that lets one job of it be active. */
const QUEUE = 'catalogue';
/** Attempts after the first: each is a process that died or was stopped, or a database that was gone. */
const RETRY_LIMIT = 20;
/** An attempt may take a day, pg-boss's most. */
const EXPIRE_SECONDS = 24 * 3600;
/** What is over stays in the history for a month. */
const KEEP_SECONDS = 30 * 24 * 3600;
const POLL_SECONDS = 1;
/** A job may start though the clock has been set back by so much since it was written down: none is for later. */
const CLOCK_SLACK_MS = 24 * 3_600_000;
const PAGE = 1_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Jobs in pg-boss, on the catalogue's database. */
export class PgBossQueue implements JobQueue {
  /** Jobs that run in this process, by id. */
  private readonly running = new Map<string, AbortController>();
  private readonly notebook: JobNotebook;

  private constructor(
    private readonly boss: PgBoss,
    private readonly database: CatalogueDatabase,
    private readonly now: () => Date,
  ) {
    this.notebook = new JobNotebook(database.queries);
  }

  /**
   * @param database stays open; the caller closes the queue first
   * @throws SejeError DATABASE_FAILED
   */
  static on(database: CatalogueDatabase, settings: QueueSettings): Promise<PgBossQueue> {
    const { heartbeatSeconds, superviseSeconds, now, onError } = settings;
    return onDatabase(database.where, async () => {
      const boss = new PgBoss({
        ...database.queue,
        schedule: false,
        clock: STEADY_CLOCK,
        superviseIntervalSeconds: superviseSeconds,
        monitorIntervalSeconds: superviseSeconds,
      });
      boss.on('error', onError);
      await boss.start();
      await boss.createQueue(QUEUE, {
        policy: 'singleton',
        retryLimit: RETRY_LIMIT,
        retryDelay: 0,
        expireInSeconds: EXPIRE_SECONDS,
        deleteAfterSeconds: KEEP_SECONDS,
        heartbeatSeconds,
      });
      const queue = new PgBossQueue(boss, database, now);
      if (database.queue.backend === 'pglite') await queue.takeUpAbandoned();
      await queue.notebook.forgetOthers();
      return queue;
    });
  }

  enqueue(kind: string, payload: object): Promise<JobRecord> {
    return this.onQueue(async () => {
      const startAfter = new Date(this.now().getTime() - CLOCK_SLACK_MS);
      const id = await this.boss.send(QUEUE, { kind, payload } satisfies JobData, { startAfter });
      return this.found(id ?? '');
    });
  }

  job(id: string): Promise<JobRecord | undefined> {
    return this.onQueue(async () => (await this.records(await this.withId(id)))[0]);
  }

  history(limit: number): Promise<JobRecord[]> {
    return this.onQueue(async () => this.records((await this.newestJobs(limit)).reverse()));
  }

  cancel(id: string): Promise<void> {
    return this.onQueue(async () => {
      const { state } = await this.found(id);
      if (state !== 'queued' && state !== 'running') return;
      await this.boss.cancel(QUEUE, id);
      this.running.get(id)?.abort(cancelled(id));
    });
  }

  async work(handlers: Readonly<Record<string, JobHandler>>): Promise<void> {
    const options = {
      perJobResults: true,
      includeMetadata: true,
      pollingIntervalSeconds: POLL_SECONDS,
    } as const;
    await this.onQueue(() =>
      this.boss.work<JobData, object, typeof options>(QUEUE, options, (jobs) =>
        Promise.all(jobs.map((job) => this.attempt(job, handlers))),
      ),
    );
  }

  async close(): Promise<void> {
    for (const stop of this.running.values()) stop.abort(closing());
    await this.boss.stop({ graceful: true });
  }

  private async attempt(
    job: JobWithMetadata<JobData>,
    handlers: Readonly<Record<string, JobHandler>>,
  ): Promise<JobResult> {
    const { id, data } = job;
    const stop = new AbortController();
    this.running.set(id, stop);
    const writer = new ProgressWriter((progress) => this.notebook.writeProgress(id, progress, this.now()));
    try {
      const handler = handlers[data.kind];
      if (handler === undefined) throw unknownKind(data.kind);
      const result = await handler({
        id,
        payload: data.payload,
        checkpoint: (await this.notebook.read([id])).get(id)?.checkpoint,
        signal: AbortSignal.any([stop.signal, job.signal]),
        onProgress: (progress) => writer.report(progress),
        save: (checkpoint) => this.onQueue(() => this.notebook.writeCheckpoint(id, checkpoint, this.now())),
      });
      return { id, status: 'completed', output: result };
    } catch (error) {
      // `failed` gives it another attempt, `deadletter` none.
      const again = stop.signal.aborted || isPassing(error);
      return { id, status: again ? 'failed' : 'deadletter', output: failureOf(error) };
    } finally {
      await writer.end();
      this.running.delete(id);
    }
  }

  /** Whatever is active before this process works was left by one that died: the folder has one process. */
  private async takeUpAbandoned(): Promise<void> {
    const active = (await this.allJobs()).filter(({ state }) => state === 'active');
    for (const { id, retryCount } of active) await this.boss.fail(QUEUE, { id, retryCount });
  }

  private async found(id: string): Promise<JobRecord> {
    const [record] = await this.records(await this.withId(id));
    if (record !== undefined) return record;
    throw new SejeError('NOT_FOUND', { message: `There is no job ${id}`, remedy: 'Check the id.' });
  }

  private async withId(id: string): Promise<JobWithMetadata<JobData>[]> {
    return UUID.test(id) ? this.boss.findJobs<JobData>(QUEUE, { id }) : [];
  }

  /** All that pg-boss still has, the oldest first. */
  private async allJobs(): Promise<JobWithMetadata<JobData>[]> {
    const all: JobWithMetadata<JobData>[] = [];
    let page: JobWithMetadata<JobData>[];
    do {
      const after = all.at(-1)?.id;
      page = await this.boss.findJobs<JobData>(QUEUE, {
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      all.push(...page);
    } while (page.length === PAGE);
    return all;
  }

  /**
   * So many at most, the oldest of them first. pg-boss lists jobs from the oldest on, and a month of imports
   * may be many: where the newest begin is asked of its table.
   */
  private async newestJobs(limit: number): Promise<JobWithMetadata<JobData>[]> {
    const { rows } = await sql<{ id: string }>`
      select id from pgboss.job where name = ${QUEUE}
      order by created_on desc, id desc offset ${limit} limit 1`.execute(this.database.queries);
    const [before] = rows;
    return this.boss.findJobs<JobData>(QUEUE, { limit, ...(before && { after: before.id }) });
  }

  private async records(jobs: JobWithMetadata<JobData>[]): Promise<JobRecord[]> {
    const notes = await this.notebook.read(jobs.map(({ id }) => id));
    return jobs.map((job) => jobRecord(job, notes.get(job.id)));
  }

  private onQueue<T>(work: () => Promise<T>): Promise<T> {
    return onDatabase(this.database.where, work);
  }
}

/** A database that was gone for a while is no fault of the job: it goes on from its checkpoint. */
function isPassing(error: unknown): boolean {
  return error instanceof SejeError && error.code === 'DATABASE_FAILED';
}

function cancelled(id: string): SejeError {
  return new SejeError('JOB_CANCELLED', { message: `Job ${id} was cancelled` });
}

function closing(): SejeError {
  return new SejeError('NOT_READY', { message: 'The job queue is closing', remedy: 'It goes on later.' });
}

function unknownKind(kind: string): SejeError {
  return new SejeError('INTERNAL', {
    message: `Nothing here does jobs of the kind ${JSON.stringify(kind)}`,
    remedy: 'Enqueue it again with the version that knew it.',
  });
}
