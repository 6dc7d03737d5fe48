import { Violation } from './acknowledged.js';

/** What the service shows of a job, as far as it matters here. */
export interface JobShown {
  readonly id: string;
  readonly kind: string;
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly attempts: number;
  readonly result?: object;
  readonly error?: { readonly code: string; readonly detail: string };
}

const OVER: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);
/** A job is given up after so many processes have died under it. */
const MOST_ATTEMPTS = 20;
/** Why jobs that nobody cancelled may fail. */
const FAIR: Readonly<Record<string, readonly string[]>> = {
  import: [],
  reindex: [],
  rollback: ['NOT_FOUND'],
};

/** Jobs that were acknowledged, and those that may be cancelled. */
export class JobLedger {
  private readonly jobs = new Map<string, JobShown>();
  private readonly cancelled = new Set<string>();

  /** @returns its id */
  acknowledged(job: JobShown): string {
    this.jobs.set(job.id, job);
    return job.id;
  }

  knows(id: string): boolean {
    return this.jobs.has(id);
  }

  /** It may be cancelled from now on. */
  mayCancel(id: string): void {
    this.cancelled.add(id);
  }

  get unfinished(): readonly JobShown[] {
    return [...this.jobs.values()].filter(({ state }) => !OVER.has(state));
  }

  get size(): number {
    return this.jobs.size;
  }

  /** None is lost, none ends otherwise than it may, and one runs at a time. @param shown the newest, at least as many as are unfinished */
  check(shown: readonly JobShown[]): void {
    const byId = new Map(shown.map((job) => [job.id, job]));
    for (const { id, kind } of this.unfinished) {
      if (!byId.has(id)) throw new Violation(`the ${kind} ${id} is lost`);
    }
    const running = shown.filter(({ state }) => state === 'running');
    if (running.length > 1) throw new Violation(`jobs run at once: ${JSON.stringify(running)}`);
    for (const job of shown) {
      this.jobs.set(job.id, job);
      if (!this.mayBe(job)) throw new Violation(`a job ended otherwise: ${JSON.stringify(job)}`);
    }
  }

  private mayBe({ id, kind, state, error, attempts }: JobShown): boolean {
    if (state === 'cancelled') return this.cancelled.has(id);
    if (state !== 'failed') return true;
    if (attempts > MOST_ATTEMPTS) return true;
    return FAIR[kind]?.includes(error?.code ?? '') === true;
  }
}
