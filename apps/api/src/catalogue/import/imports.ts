import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  IMPORT_START,
  type ImportCheckpoint,
  type JobRecord,
  type RunningJob,
  importLines,
} from '@seje/catalogue';
import { SejeError } from '@seje/core';
import type { Readable } from 'node:stream';
import { Jobs } from '../../jobs/jobs.js';
import { CatalogueAccess } from '../catalogue-access.js';
import { CatalogueChanges } from '../catalogue-changes.js';
import { ImportSpool, type SpooledBody } from './import-spool.js';

const KIND = 'import';
const STEP = 'import';
/** Bodies received at once: each may take an hour and a gigabyte of the disk. */
const MAX_RECEIVING = 4;

/** Imports as jobs: acknowledged once their lines are on the disk, done however often the process dies. */
@Injectable()
export class Imports implements OnModuleInit {
  private receiving = 0;

  constructor(
    private readonly catalogue: CatalogueAccess,
    private readonly changes: CatalogueChanges,
    private readonly jobs: Jobs,
    private readonly spool: ImportSpool,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(KIND, (job) => this.run(job));
  }

  /**
   * @throws SejeError NOT_READY, QUEUE_FULL, REQUEST_TOO_LARGE, REQUEST_INVALID, DISK_WRITE_FAILED,
   *   DATABASE_FAILED
   */
  async accept(body: Readable): Promise<JobRecord> {
    this.jobs.requireReady();
    if (this.receiving >= MAX_RECEIVING) throw receivesEnough();
    this.receiving++;
    try {
      return await this.jobs.enqueue(KIND, await this.spool.receive(body));
    } finally {
      this.receiving--;
    }
  }

  /** What was wrong with the lines of an import, as NDJSON. @throws SejeError NOT_FOUND */
  async errors(jobId: string): Promise<Readable> {
    const { kind, payload } = await this.jobs.job(jobId);
    const errors = kind === KIND ? await this.spool.openErrors((payload as SpooledBody).spool) : undefined;
    if (errors !== undefined) return errors;
    throw new SejeError('NOT_FOUND', {
      message: `Job ${JSON.stringify(jobId)} has no list of errors`,
      remedy: 'Take the id of an import that has begun; its errors are kept for a month.',
    });
  }

  /** Removes the files of imports that are long over. */
  async sweep(now: Date): Promise<void> {
    const unfinished = await this.jobs.allUnfinished([KIND]);
    await this.spool.sweep(now, new Set(unfinished.map(({ payload }) => (payload as SpooledBody).spool)));
  }

  private async run({ payload, checkpoint, signal, onProgress, save }: RunningJob): Promise<object> {
    const { spool, bytes } = payload as SpooledBody;
    const { store, photos } = this.catalogue;
    let done = (checkpoint as ImportCheckpoint | undefined) ?? IMPORT_START;
    // At the end already: the process died after the last batch, perhaps after the lines were removed.
    if (done.byteOffset < bytes) {
      done = await importLines({
        store,
        photos,
        file: this.spool.linesOf(spool),
        errors: this.spool.errorsOf(spool),
        from: done,
        signal,
        save: async (reached) => {
          await save(reached);
          this.changes.notify();
          const { errors } = reached.counts;
          const note = errors === 0 ? {} : { note: `${errors} errors` };
          onProgress({ step: STEP, done: reached.byteOffset, total: bytes, ...note });
        },
      });
    }
    await this.spool.remove(spool);
    return { lines: done.line, ...done.counts, firstErrors: done.firstErrors };
  }
}

function receivesEnough(): SejeError {
  return new SejeError('QUEUE_FULL', {
    message: 'The service receives as many imports as it takes at once',
    expected: `fewer than ${MAX_RECEIVING}`,
    remedy: 'Send this one when another has been received; one file may hold any number of recipes.',
  });
}
