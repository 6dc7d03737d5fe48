import type { Random } from '@seje/core';
import { RecordModel } from './record-model.js';

/** Written one by one; few, so that they are overwritten and deleted often. */
const SINGLE = Array.from({ length: 20 }, (_, i) => `r${i}`);
/** Written by imports alone. */
export const IMPORTED: readonly string[] = Array.from({ length: 24 }, (_, i) => `m${i}`);
const PHOTOS_EACH = 2;

/** A promise of the service was broken. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** A request that was sent and never answered; with its key it may be sent again. */
export interface Unanswered {
  readonly id: string;
  readonly send: () => Promise<void>;
}

/** All that the service has acknowledged of recipes and photos, and what it may have done without. */
export class Acknowledged {
  private readonly records = new Map([...SINGLE, ...IMPORTED].map((id) => [id, new RecordModel()]));
  /** What each revision was given to: none is ever given again. */
  private readonly revisions = new Map<number, string>();
  private highest = 0;
  readonly unanswered: Unanswered[] = [];

  get ids(): readonly string[] {
    return [...this.records.keys()];
  }

  record(id: string): RecordModel {
    const record = this.records.get(id);
    if (record === undefined) throw new Violation(`there is a recipe ${id}, which nobody wrote`);
    return record;
  }

  /** One that no other client is writing to. */
  free(random: Random): string {
    return random.pick(SINGLE.filter((id) => !this.record(id).busy));
  }

  /** The highest revision that a client has been told. */
  get latestRevision(): number {
    return this.highest;
  }

  /** @returns the revision in a recipe's ETag. @throws Violation where it was another state's before */
  sawRevision(etag: string | undefined, id: string, title: string): number {
    const revision = Number(/^"(\d+)(-[0-9a-f]+)?"$/.exec(etag ?? '')?.[1]);
    const state = `${id}: ${title}`;
    const before = this.revisions.get(revision) ?? state;
    if (Number.isNaN(revision)) throw new Violation(`recipe ${id} has the ETag ${etag}`);
    if (before !== state) throw new Violation(`revision ${revision} is of ${before} and of ${state}`);
    this.revisions.set(revision, state);
    this.highest = Math.max(this.highest, revision);
    return revision;
  }
}

export function photoIdsOf(id: string): string[] {
  return Array.from({ length: PHOTOS_EACH }, (_, i) => `${id}-p${i}.jpg`);
}

/** The recipe that a photo was put to. */
export function ownerOf(photoId: string): string {
  return photoId.split('-', 1)[0]!;
}
