import { randomUUID } from 'node:crypto';
import type { Random } from '@seje/core';
import { type Acknowledged, Violation, photoIdsOf } from './acknowledged.js';
import type { Pantry } from './pantry.js';
import type { Change } from './record-model.js';
import { type Answer, type Ask, type ServiceClient, isUnknown, jsonOf } from './service-client.js';

export interface WriterParts {
  readonly client: ServiceClient;
  readonly acknowledged: Acknowledged;
  readonly pantry: Pantry;
  readonly random: Random;
  readonly counts: { writes: number; unanswered: number; repeated: number };
}

interface Write {
  readonly id: string;
  readonly method: 'PUT' | 'DELETE';
  readonly path: string;
  readonly ask: Ask;
  readonly change: Change;
  /** Of a recipe that is put. */
  readonly title?: string;
  /** What it supposes of the record does hold, or does not; absent: it supposes nothing. */
  readonly supposes?: 'what holds' | 'what does not';
}

const KEYED_SHARE = 0.6;
const CONDITIONAL_SHARE = 0.4;
const REPEATED_SHARE = 0.7;
const PAUSE_MS = 20;

/** A client that writes single recipes and photos, and keeps account of what was acknowledged. */
export class Writer {
  constructor(private readonly parts: WriterParts) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await this.next();
  }

  private async next(): Promise<void> {
    const { acknowledged, random } = this.parts;
    const [open] = acknowledged.unanswered.splice(0, 1);
    if (open !== undefined && random.float() < REPEATED_SHARE) {
      this.parts.counts.repeated++;
      return this.alone(open.id, open.send);
    }
    const id = acknowledged.free(random);
    return this.alone(id, async () => this.send(await this.chosen(id)));
  }

  private async alone(id: string, work: () => Promise<void>): Promise<void> {
    const record = this.parts.acknowledged.record(id);
    if (record.busy) return;
    record.busy = true;
    try {
      await work();
    } finally {
      record.busy = false;
    }
  }

  private async chosen(id: string): Promise<Write> {
    const { pantry, random } = this.parts;
    const what = random.int(10);
    const path = `/v1/recipes/${id}`;
    const keyed = random.float() < KEYED_SHARE;
    const headers: Record<string, string> = keyed ? { 'idempotency-key': randomUUID() } : {};
    if (what < 5) {
      const body = pantry.recipe(id, random);
      const { title } = body;
      const change: Change = (before) => ({ title, photos: before?.photos ?? {} });
      return this.conditional({ id, method: 'PUT', path, ask: { body, headers }, change, title });
    }
    if (what === 5) {
      const change: Change = () => undefined;
      return this.conditional({ id, method: 'DELETE', path, ask: { headers }, change });
    }
    const photoId = random.pick(photoIdsOf(id));
    const photoPath = `${path}/photos/${photoId}`;
    if (what === 6) {
      const change: Change = (before) => before && { ...before, photos: without(before.photos, photoId) };
      return { id, method: 'DELETE', path: photoPath, ask: { headers }, change };
    }
    const { file, record } = pantry.photo(random);
    const change: Change = (before) =>
      before && { ...before, photos: { ...before.photos, [photoId]: record.content } };
    const ask = { body: file, type: 'image/jpeg', headers };
    return { id, method: 'PUT', path: photoPath, ask, change };
  }

  /** Some writes suppose a revision: the one that is there, or one that no longer is. */
  private async conditional(write: Write): Promise<Write> {
    const { client, acknowledged, random } = this.parts;
    if (random.float() >= CONDITIONAL_SHARE) return write;
    const found = await client.ask('GET', write.path);
    if (found?.status !== 200 || found.etag === undefined) return write;
    acknowledged.sawRevision(found.etag, write.id, (jsonOf(found) as { title: string }).title);
    const holds = random.int(3) > 0;
    const tag = holds ? found.etag : '"1"';
    const ask = { ...write.ask, headers: { ...write.ask.headers, 'if-match': tag } };
    return { ...write, ask, supposes: holds ? 'what holds' : 'what does not' };
  }

  private async send(write: Write): Promise<void> {
    const { client, acknowledged, counts } = this.parts;
    const record = acknowledged.record(write.id);
    const floor = acknowledged.latestRevision;
    record.begin(write.change);
    counts.writes++;
    const answer = await client.ask(write.method, write.path, write.ask);
    if (isUnknown(answer)) {
      counts.unanswered++;
      // A service that is down is not asked as fast as one can.
      await new Promise((wait) => setTimeout(wait, PAUSE_MS));
      if (write.supposes === 'what does not') record.refused();
      else if (write.ask.headers?.['idempotency-key'] !== undefined) {
        acknowledged.unanswered.push({ id: write.id, send: () => this.send(write) });
      }
      return;
    }
    this.check(write, answer);
    if (answer.status >= 300) return record.refused();
    record.acknowledged(write.change);
    if (write.title === undefined) return;
    const revision = acknowledged.sawRevision(answer.etag, write.id, write.title);
    const isNew = !answer.headers.has('idempotency-replayed');
    if (isNew && revision <= floor) {
      throw new Violation(`a write was given revision ${revision} after ${floor} was there`);
    }
  }

  private check(write: Write, answer: Answer): void {
    const { supposes, title } = write;
    const { status } = answer;
    const fine =
      supposes === 'what does not'
        ? status === 412
        : supposes === 'what holds' || title !== undefined
          ? status < 300
          : status < 300 || status === 404;
    if (fine) return;
    const words = `${write.method} ${write.path} ${JSON.stringify(write.ask.headers)}`;
    throw new Violation(`${words}, which supposes ${supposes}: ${status} ${answer.bytes.toString()}`);
  }
}

function without(photos: Readonly<Record<string, string>>, id: string): Record<string, string> {
  return Object.fromEntries(Object.entries(photos).filter(([one]) => one !== id));
}
