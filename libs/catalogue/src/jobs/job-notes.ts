import type { Progress } from '@seje/core';
import { type Insertable, type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { CatalogueTables, JobProgressTable } from '../database/tables.js';
import type { JobProgress } from './job-queue.js';

const progressSchema = z.object({
  step: z.string(),
  done: z.number(),
  total: z.number().optional(),
  note: z.string().optional(),
  rate: z.number(),
});

export interface JobNotes {
  readonly progress?: JobProgress;
  readonly checkpoint?: object;
}

/** Progress and checkpoint of jobs, beside pg-boss's own tables. */
export class JobNotebook {
  constructor(private readonly queries: Kysely<CatalogueTables>) {}

  /** By id of job; one that has told nothing yet is not among them. */
  async read(ids: readonly string[]): Promise<Map<string, JobNotes>> {
    if (ids.length === 0) return new Map();
    const query = this.queries.selectFrom('job_progress').selectAll().where('job_id', 'in', ids);
    return new Map(
      (await query.execute()).map(({ job_id, progress, checkpoint, updated_at }) => [
        job_id,
        {
          ...(progress === null ? {} : { progress: { ...progressSchema.parse(progress), at: updated_at } }),
          ...(checkpoint === null ? {} : { checkpoint }),
        },
      ]),
    );
  }

  writeProgress(id: string, progress: Progress & { readonly rate: number }, at: Date): Promise<void> {
    return this.write({ job_id: id, progress: JSON.stringify(progress), updated_at: at });
  }

  writeCheckpoint(id: string, checkpoint: object, at: Date): Promise<void> {
    return this.write({ job_id: id, checkpoint: JSON.stringify(checkpoint), updated_at: at });
  }

  /** Forgets the jobs that the queue has forgotten, whichever process they were of. */
  async forgetOthers(): Promise<void> {
    await sql`delete from job_progress where job_id not in (select id::text from pgboss.job)`.execute(
      this.queries,
    );
  }

  private async write(row: Insertable<JobProgressTable>): Promise<void> {
    const insert = this.queries.insertInto('job_progress').values(row);
    await insert.onConflict((conflict) => conflict.column('job_id').doUpdateSet(row)).execute();
  }
}
