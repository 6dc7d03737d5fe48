import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type JobView, isOver, jobView } from './job-view.dto.js';
import { Jobs } from './jobs.js';

/** How often a job is looked at: as often as its progress is written down, milliseconds. */
const PAUSE_MS = 500;
/** Silence after which a comment keeps proxies from closing the connection, milliseconds. */
const HEARTBEAT_MS = 15_000;

/** A job as it goes on, as server-sent events, for as long as the service runs. */
@Injectable()
export class JobEvents implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(private readonly jobs: Jobs) {}

  /** Open streams would keep the service from stopping. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /**
   * An event `progress` with the job at once and whenever it has changed, then one `over`, and the end. Ends
   * with its reader.
   * @throws SejeError NOT_FOUND, before anything is sent
   */
  async of(id: string): Promise<Readable> {
    const first = jobView(await this.jobs.job(id));
    return Readable.from(this.events(first));
  }

  private async *events(first: JobView): AsyncGenerator<string> {
    let last = '';
    let saidAt = performance.now();
    for (let job = first; ; job = jobView(await this.jobs.job(first.id))) {
      const data = JSON.stringify(job);
      if (isOver(job)) {
        yield `event: over\ndata: ${data}\n\n`;
        return;
      }
      const isNew = data !== last;
      if (isNew || performance.now() - saidAt >= HEARTBEAT_MS) {
        yield isNew ? `event: progress\ndata: ${data}\n\n` : ':\n\n';
        last = data;
        saidAt = performance.now();
      }
      if (await this.isStopping()) return;
    }
  }

  private isStopping(): Promise<boolean> {
    const { signal } = this.stopping;
    return wait(PAUSE_MS, false, { signal }).catch(() => true);
  }
}
