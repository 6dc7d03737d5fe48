import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 500;

interface JobAnswer {
  readonly id: string;
  readonly state: string;
  readonly error?: { readonly code: string; readonly detail: string };
}

/** Asks for a reindex every so often, until it is told to stop. */
export class RegularReindexes {
  /** How each ended: `succeeded`, or why not. */
  readonly ends: string[] = [];
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly service: { readonly url: string; readonly adminKey: string },
    private readonly everyMs: number,
  ) {
    this.running = this.run();
  }

  /** Waits for the one that runs. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await delay(this.everyMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) this.ends.push(await this.reindexed());
    }
  }

  private async reindexed(): Promise<string> {
    let job = await this.ask('reindex', {});
    while (!['succeeded', 'failed', 'cancelled'].includes(job.state)) {
      await delay(POLL_MS);
      job = await this.ask(`jobs/${job.id}`);
    }
    return job.error === undefined ? job.state : `${job.state}: ${job.error.code}: ${job.error.detail}`;
  }

  /** @param body posted; absent: asks */
  private async ask(path: string, body?: object): Promise<JobAnswer> {
    const { url, adminKey } = this.service;
    const response = await fetch(`${url}/v1/admin/${path}`, {
      headers: { 'x-api-key': adminKey, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return (await response.json()) as JobAnswer;
  }
}
