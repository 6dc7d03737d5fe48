import { SejeError, messageOf } from '@seje/core';
import type { JobWithMetadata } from 'pg-boss';
import type { JobNotes } from './job-notes.js';
import type { JobRecord, JobState } from './job-queue.js';

/** What pg-boss carries for us: kinds share one queue, so that one job runs at a time. */
export interface JobData {
  readonly kind: string;
  readonly payload: object;
}

const STATES: Readonly<Record<JobWithMetadata['state'], JobState>> = {
  created: 'queued',
  retry: 'queued',
  active: 'running',
  completed: 'succeeded',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** Output of a job that failed, as the record shows it. */
export interface JobFailure {
  readonly code: string;
  readonly message: string;
}

export function failureOf(thrown: unknown): JobFailure {
  return { code: thrown instanceof SejeError ? thrown.code : 'INTERNAL', message: messageOf(thrown) };
}

export function jobRecord(job: JobWithMetadata<JobData>, notes: JobNotes | undefined): JobRecord {
  const { id, data, output, startedOn, completedOn } = job;
  const state = STATES[job.state];
  // pg-boss counts retries: a job that waits for its first start has had none, nor has a running first one.
  const attempts = startedOn === null ? 0 : job.retryCount + 1;
  return {
    id,
    kind: data.kind,
    payload: data.payload,
    state,
    attempts,
    createdAt: job.createdOn,
    ...(startedOn === null ? {} : { startedAt: startedOn }),
    ...(completedOn === null ? {} : { endedAt: completedOn }),
    ...(notes?.progress === undefined ? {} : { progress: notes.progress }),
    ...(state === 'succeeded' && output !== null ? { result: output } : {}),
    ...(state === 'failed' ? { error: jobFailure(output) } : {}),
  };
}

/** Ours, or what pg-boss writes where every attempt ended with its process. */
function jobFailure(output: object | null): JobFailure {
  if (output !== null && 'code' in output && 'message' in output) {
    return { code: String(output.code), message: String(output.message) };
  }
  return { code: 'INTERNAL', message: 'Every attempt ended with the process that made it.' };
}
