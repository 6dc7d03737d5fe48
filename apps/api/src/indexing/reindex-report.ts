import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SejeError, writeFileDurably } from '@seje/core';

/** What reindex jobs found, kept as long as their jobs: one JSON file each. */
export class ReindexReports {
  constructor(private readonly folder: string) {}

  async write(job: string, report: object): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFileDurably(this.pathOf(job), `${JSON.stringify(report, null, 2)}\n`);
  }

  /** @throws SejeError NOT_FOUND */
  async read(job: string): Promise<object> {
    try {
      return JSON.parse(await readFile(this.pathOf(job), 'utf8')) as object;
    } catch (cause) {
      throw new SejeError('NOT_FOUND', {
        message: `There is no report of job ${JSON.stringify(job)}`,
        remedy: 'A reindex writes one when its index has been built.',
        cause,
      });
    }
  }

  private pathOf(job: string): string {
    return join(this.folder, `${encodeURIComponent(job)}.json`);
  }
}
