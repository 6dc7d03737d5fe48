import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A report is kept as long as its job, milliseconds. */
const KEEP_REPORTS_MS = 30 * 24 * 3_600_000;

/** What reindex jobs leave behind that failed, were cancelled or are long over. */
export class ReindexLeftovers {
  /**
   * @param work holds a folder for each job that embeds
   * @param reports holds a file for each job
   */
  constructor(
    private readonly work: string,
    private readonly reports: string,
  ) {}

  /** @param isOver whether a job neither waits nor runs: what others have embedded stays */
  async sweep(now: Date, isOver: (job: string) => Promise<boolean>): Promise<void> {
    for (const job of await entriesOf(this.work)) {
      if (await isOver(job)) await rm(join(this.work, job), { recursive: true, force: true });
    }
    for (const name of await entriesOf(this.reports)) {
      const path = join(this.reports, name);
      const state = await stat(path).catch(() => undefined);
      if (state !== undefined && now.getTime() - state.mtimeMs > KEEP_REPORTS_MS) {
        await rm(path, { force: true });
      }
    }
  }
}

function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((): string[] => []);
}
