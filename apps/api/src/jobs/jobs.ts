import { type JobHandler, type JobQueue, type JobRecord, openJobQueue } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import type { Logger } from 'pino';
import type { CatalogueAccess } from '../catalogue/catalogue-access.js';
import { isOver } from './job-view.dto.js';

/** Jobs looked through for one of a kind. */
const RECENT = 100;

/**
 * The service's long work: written down in the catalogue's database before it is acknowledged, one at a
 * time, taken up again after a crash. Modules name their handlers, then the service starts the queue.
 */
export class Jobs {
  private readonly handlers: Record<string, JobHandler> = {};
  private queue: JobQueue | undefined;

  constructor(
    private readonly catalogue: CatalogueAccess,
    private readonly logger: Logger,
  ) {}

  /** Before `start`: who does jobs of this kind. */
  handle(kind: string, handler: JobHandler): void {
    this.handlers[kind] = async (job) => {
      this.logger.info({ job: job.id, kind }, 'job started');
      try {
        const result = await handler(job);
        this.logger.info({ job: job.id, kind, result }, 'job succeeded');
        return result;
      } catch (error) {
        if (job.signal.aborted) this.logger.info({ job: job.id, kind }, 'job stopped');
        else this.logger.error({ job: job.id, kind, err: error }, 'job failed');
        throw error;
      }
    };
  }

  /** Opens the queue, on an open catalogue, and takes up what is waiting. @throws SejeError DATABASE_FAILED */
  async start(): Promise<void> {
    const onError = (error: Error): void => this.logger.warn({ err: error }, 'job queue');
    this.queue = await openJobQueue(this.catalogue.database, { onError });
    await this.queue.work(this.handlers);
  }

  /** Tells the running job to stop and waits for it; it goes on at the next start. */
  async stop(): Promise<void> {
    await this.queue?.close();
    this.queue = undefined;
  }

  /** @throws SejeError NOT_READY, DATABASE_FAILED */
  enqueue(kind: string, payload: object = {}): Promise<JobRecord> {
    return this.opened.enqueue(kind, payload);
  }

  /**
   * The same, unless one of these kinds waits or runs.
   * @throws SejeError JOB_RUNNING
   */
  async enqueueAlone(kind: string, payload: object, excluding: readonly string[]): Promise<JobRecord> {
    const busy = await this.unfinished(excluding);
    if (busy !== undefined) {
      throw new SejeError('JOB_RUNNING', {
        message: 'The index is being worked on already',
        found: `job ${busy.id}`,
        remedy: 'Wait until that job is over, or cancel it.',
      });
    }
    return this.enqueue(kind, payload);
  }

  /** The oldest that waits or runs, of these kinds. */
  async unfinished(kinds: readonly string[]): Promise<JobRecord | undefined> {
    return (await this.allUnfinished(kinds)).at(-1);
  }

  /** All that wait or run, of these kinds, the newest first. */
  async allUnfinished(kinds: readonly string[]): Promise<JobRecord[]> {
    const recent = await this.opened.history(RECENT);
    return recent.filter((job) => kinds.includes(job.kind) && !isOver(job));
  }

  /** The newest of this kind, unless many others came after it. */
  async latest(kind: string): Promise<JobRecord | undefined> {
    return (await this.opened.history(RECENT)).find((job) => job.kind === kind);
  }

  /** @throws SejeError NOT_READY until the queue is open */
  requireReady(): void {
    void this.opened;
  }

  /** @throws SejeError NOT_FOUND */
  async job(id: string): Promise<JobRecord> {
    const job = await this.opened.job(id);
    if (job !== undefined) return job;
    throw new SejeError('NOT_FOUND', {
      message: `There is no job ${JSON.stringify(id)}`,
      remedy: 'Take the id from the answer that started it; jobs are kept for a month.',
    });
  }

  /** Whether a job neither waits nor runs; one that is not kept any more does neither. */
  async isOver(id: string): Promise<boolean> {
    const job = await this.opened.job(id);
    return job === undefined || isOver(job);
  }

  /** The newest first. */
  history(limit: number): Promise<JobRecord[]> {
    return this.opened.history(limit);
  }

  /** @throws SejeError NOT_FOUND */
  cancel(id: string): Promise<void> {
    return this.opened.cancel(id);
  }

  private get opened(): JobQueue {
    if (this.queue !== undefined) return this.queue;
    throw new SejeError('NOT_READY', {
      message: 'The job queue is being opened',
      remedy: 'Ask again after the time in Retry-After.',
    });
  }
}
