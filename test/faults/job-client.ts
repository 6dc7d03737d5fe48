import type { Random } from '@seje/core';
import { Violation } from './acknowledged.js';
import type { Importer } from './importer.js';
import type { JobLedger, JobShown } from './job-ledger.js';
import { type ServiceClient, isUnknown, jsonOf } from './service-client.js';

export interface JobClientParts {
  readonly client: ServiceClient;
  readonly jobs: JobLedger;
  readonly importer: Importer;
  readonly random: Random;
}

const LONGEST_PAUSE_MS = 500;

/** A client that starts imports, reindexes and rollbacks, and cancels some. */
export class JobClient {
  constructor(private readonly parts: JobClientParts) {}

  async run(stop: AbortSignal): Promise<void> {
    const { random, importer } = this.parts;
    while (!stop.aborted) {
      const what = random.int(10);
      if (what < 4) await importer.send(random);
      else if (what < 8) await this.start('/v1/admin/reindex', { force: true });
      else if (what === 8) await this.start('/v1/admin/rollback');
      else await this.cancelOne();
      await this.look(false);
      await new Promise((wait) => setTimeout(wait, random.int(LONGEST_PAUSE_MS)));
    }
  }

  /**
   * Holds the jobs against what was acknowledged.
   * @param known whether a request without an answer cannot make one any more
   */
  async look(known: boolean): Promise<readonly JobShown[] | undefined> {
    const { client, jobs, importer } = this.parts;
    const answer = await client.ask('GET', '/v1/admin/jobs?limit=200');
    if (isUnknown(answer)) return undefined;
    if (answer.status !== 200) throw new Violation(`jobs: ${answer.status} ${answer.bytes.toString()}`);
    const { jobs: shown } = jsonOf(answer) as { jobs: JobShown[] };
    importer.settle(shown, known);
    jobs.check(shown);
    return shown;
  }

  private async start(path: string, body?: object): Promise<void> {
    const { client, jobs } = this.parts;
    const answer = await client.ask('POST', path, body && { body });
    if (isUnknown(answer) || answer.status === 409) return;
    if (answer.status !== 202) throw new Violation(`${path}: ${answer.status} ${answer.bytes.toString()}`);
    jobs.acknowledged(jsonOf(answer) as JobShown);
  }

  private async cancelOne(): Promise<void> {
    const { client, jobs, random } = this.parts;
    if (jobs.unfinished.length === 0) return;
    const { id } = random.pick(jobs.unfinished);
    jobs.mayCancel(id);
    const answer = await client.ask('POST', `/v1/admin/jobs/${id}/cancel`);
    if (isUnknown(answer) || answer.status === 200) return;
    throw new Violation(`a cancel: ${answer.status} ${answer.bytes.toString()}`);
  }
}
