import { EventEmitter } from 'node:events';
import type { JobRecord } from '@seje/catalogue';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FOLDER_KIND } from '../catalogue/folder-sync.js';
import { Indexing, type IndexingParts } from './indexing.js';
import type { Start } from './pair-server.js';
import { REINDEX, type ReindexPayload } from './reindexer.js';

let indexing: Indexing;
afterEach(() => indexing.stop());

interface Job {
  readonly kind: string;
  readonly payload: object;
}

/** A catalogue's index with these jobs unfinished or over, and many vectors beside it. */
function opened(start: Start, unfinished: readonly Job[], last?: Partial<JobRecord>) {
  const enqueued: Job[] = [];
  const parts = {
    server: { start: async () => start },
    reindexer: { serves: () => undefined },
    follower: { start: () => undefined, stop: async () => undefined, wake: () => undefined },
    supervisor: Object.assign(new EventEmitter(), { info: { overlay: { recipes: 10, images: 0 } } }),
    changes: new EventEmitter(),
    jobs: {
      handle: () => undefined,
      allUnfinished: async (kinds: readonly string[]) =>
        unfinished.filter(({ kind }) => kinds.includes(kind)),
      unfinished: async (kinds: readonly string[]) => unfinished.find(({ kind }) => kinds.includes(kind)),
      latest: async () => last,
      enqueue: async (kind: string, payload: object = {}) => void enqueued.push({ kind, payload }),
    },
    leftovers: { sweep: async () => undefined },
    hasFolder: true,
    reindexAfter: 10,
    logger: pino({ level: 'silent' }),
  };
  indexing = new Indexing(parts as unknown as IndexingParts);
  return enqueued;
}

const started = (due?: ReindexPayload, remember = async (): Promise<void> => undefined): Start => ({
  pair: { bundle: { fingerprint: 'f', folder: '/b' } },
  due,
  remember,
});

/** What a start enqueues that finds this reindex due and these jobs unfinished, and what it remembers after that. */
async function enqueued(due: ReindexPayload | undefined, unfinished: readonly Job[]) {
  let enqueuedWhenRemembered: number | undefined;
  const remember = async (): Promise<void> => void (enqueuedWhenRemembered = jobs.length);
  const jobs = opened(started(due, remember), unfinished);
  await indexing.start();
  await indexing.enqueueDue();
  expect(enqueuedWhenRemembered).toBe(jobs.length);
  return jobs;
}

describe('Indexing at its start', () => {
  const reindex = { kind: REINDEX, payload: {} };

  it('enqueues the reindex that is due, unless one goes on', async () => {
    expect(await enqueued({}, [])).toEqual([reindex]);
    expect(await enqueued({}, [{ kind: FOLDER_KIND, payload: {} }, reindex])).toEqual([]);
  });

  it('enqueues a change of bundle though a reindex with the one before goes on', async () => {
    const change = { kind: REINDEX, payload: { bundle: '/new' } };
    expect(await enqueued({ bundle: '/new' }, [reindex])).toEqual([change]);
  });

  it('takes in the folder where nothing else is to be done', async () => {
    expect(await enqueued(undefined, [])).toEqual([{ kind: FOLDER_KIND, payload: {} }]);
    expect(await enqueued(undefined, [reindex])).toEqual([]);
  });
});

describe('Indexing with many vectors beside its index', () => {
  const NOW = new Date('2026-03-01T12:00:00Z');
  afterEach(() => void vi.useRealTimers());
  const endedAt = (time: string): Date => new Date(`2026-03-01T${time}:00Z`);

  it.each<[string, Partial<JobRecord> | undefined, number]>([
    ['where there was no reindex yet', undefined, 1],
    ['after one that succeeded', { state: 'succeeded', endedAt: endedAt('11:59') }, 1],
    ['but not soon after one that failed', { state: 'failed', endedAt: endedAt('11:30') }, 0],
    ['nor after one that was cancelled', { state: 'cancelled', endedAt: endedAt('11:30') }, 0],
    ['an hour later it does', { state: 'failed', endedAt: endedAt('10:30') }, 1],
  ])('reindexes to fold them in %s', async (_, last, times) => {
    vi.useFakeTimers({ now: NOW });
    const jobs = opened(started(), [], last);
    await indexing.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(jobs).toEqual(Array.from({ length: times }, () => ({ kind: REINDEX, payload: {} })));
  });
});
