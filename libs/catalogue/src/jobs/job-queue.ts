import type { Progress } from '@seje/core';

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** How far the step of a job has come, when it was last told. */
export interface JobProgress extends Progress {
  /** Units a second since the step began, in this attempt. */
  readonly rate: number;
  readonly at: Date;
}

/** A long piece of work on the catalogue, as it stands. */
export interface JobRecord {
  readonly id: string;
  /** What is done: `reindex`, `import`. */
  readonly kind: string;
  /** What it was enqueued with. */
  readonly payload: object;
  readonly state: JobState;
  /** How often it was started: more than once where its process died or was stopped. */
  readonly attempts: number;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly progress?: JobProgress;
  /** What its handler returned, once it has succeeded. */
  readonly result?: object;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What a handler is given. */
export interface RunningJob {
  readonly id: string;
  readonly payload: object;
  /** What an attempt before this one saved last: it goes on from there. */
  readonly checkpoint: object | undefined;
  /** Aborted where the job is cancelled or the queue is closed: stop soon, and throw. */
  readonly signal: AbortSignal;
  /** May be called often; it is written down now and then. */
  readonly onProgress: (progress: Progress) => void;
  /** Once it has returned, a later attempt starts from it. */
  readonly save: (checkpoint: object) => Promise<void>;
}

/**
 * @returns what the record shall show; whatever it throws makes the job fail, without another attempt, but for
 *   DATABASE_FAILED
 */
export type JobHandler = (job: RunningJob) => Promise<object>;

/**
 * Long work, one job at a time, whatever its kind and however many processes take part. A job outlives
 * the process: where that dies, the next one starts it again, with its last checkpoint.
 * Every method may throw DATABASE_FAILED.
 */
export interface JobQueue {
  enqueue(kind: string, payload: object): Promise<JobRecord>;
  job(id: string): Promise<JobRecord | undefined>;
  /** The newest first. */
  history(limit: number): Promise<JobRecord[]>;
  /** A queued job never starts, a running one is told to stop; one that is over stays as it is. @throws SejeError NOT_FOUND */
  cancel(id: string): Promise<void>;
  /** Starts taking jobs. @param handlers one a kind; a job of another kind fails */
  work(handlers: Readonly<Record<string, JobHandler>>): Promise<void>;
  /** Tells a running job to stop, and waits for it; it is queued again. */
  close(): Promise<void>;
}
