import type { Random } from '@seje/core';
import { type Acknowledged, IMPORTED, Violation, photoIdsOf } from './acknowledged.js';
import type { JobLedger, JobShown } from './job-ledger.js';
import type { Pantry } from './pantry.js';
import type { Change } from './record-model.js';
import { type ServiceClient, isUnknown, jsonOf } from './service-client.js';

const MOST_LINES = 24;
const PHOTO_SHARE = 0.5;

export interface ImporterParts {
  readonly client: ServiceClient;
  readonly acknowledged: Acknowledged;
  readonly jobs: JobLedger;
  readonly pantry: Pantry;
}

/** One import: lines of which all are taken, or none yet. */
class Lines {
  /** Absent while it is not known whether there is a job. */
  job: string | undefined;

  constructor(readonly changes: ReadonlyMap<string, { readonly title: string; readonly change: Change }>) {}

  /** Few lines are one transaction. @param titles of one page that was read in one statement */
  assertWhole(titles: ReadonlyMap<string, string>): void {
    const taken = [...this.changes].filter(([id, { title }]) => titles.get(id) === title).length;
    if (taken > 0 && taken < this.changes.size) {
      throw new Violation(`of ${this.changes.size} lines of an import ${taken} are there`);
    }
  }
}

/** A client that imports, one file after the other. */
export class Importer {
  private lines: Lines | undefined;

  constructor(private readonly parts: ImporterParts) {}

  /** The import that may be under way. */
  get open(): Lines | undefined {
    return this.lines;
  }

  async send(random: Random): Promise<void> {
    const { client, acknowledged, jobs, pantry } = this.parts;
    if (this.lines !== undefined) return;
    const ids = random.shuffled(IMPORTED).slice(0, 1 + random.int(MOST_LINES));
    const changes = new Map<string, { title: string; change: Change }>();
    const body = ids.map((id) => {
      const recipe = pantry.recipe(id, random);
      const [photoId] = photoIdsOf(id);
      const { record } = pantry.photo(random);
      const photos = random.float() < PHOTO_SHARE ? [{ id: photoId, ...record }] : [];
      const brought = Object.fromEntries(photos.map((photo) => [photo.id, photo.content]));
      const { title } = recipe;
      changes.set(id, { title, change: (before) => ({ title, photos: { ...before?.photos, ...brought } }) });
      return JSON.stringify({ id, ...recipe, photos });
    });
    this.lines = new Lines(changes);
    for (const [id, { change }] of changes) acknowledged.record(id).begin(change);
    const ask = { body: body.join('\n'), type: 'application/x-ndjson' };
    const answer = await client.ask('POST', '/v1/recipes/import', ask);
    if (isUnknown(answer)) return;
    if (answer.status !== 202) throw new Violation(`an import: ${answer.status} ${answer.bytes.toString()}`);
    this.lines.job = jobs.acknowledged(jsonOf(answer) as JobShown);
  }

  /**
   * Looks at the jobs of a service that has been started anew, or of one that is asked between writes.
   * @param known whether a job that is not among them cannot appear any more
   */
  settle(shown: readonly JobShown[], known: boolean): void {
    const { jobs, acknowledged } = this.parts;
    const { lines } = this;
    if (lines === undefined) return;
    lines.job ??= shown.find(({ kind, id }) => kind === 'import' && !jobs.knows(id))?.id;
    if (lines.job === undefined) {
      if (known) this.end((id) => acknowledged.record(id).refused());
      return;
    }
    const job = shown.find(({ id }) => id === lines.job);
    if (job !== undefined) jobs.acknowledged(job);
    if (job?.state === 'succeeded') {
      const { errors } = job.result as { errors: number };
      if (errors > 0) throw new Violation(`an import has errors: ${JSON.stringify(job.result)}`);
      this.end((id, change) => acknowledged.record(id).acknowledged(change));
    } else if (job?.state === 'cancelled' || job?.state === 'failed') {
      // Taken or not: what is read next says which.
      this.end(() => undefined);
    }
  }

  private end(tell: (id: string, change: Change) => void): void {
    for (const [id, { change }] of this.lines!.changes) tell(id, change);
    this.lines = undefined;
  }
}
