import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
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

/** What a start enqueues that finds this reindex due and these jobs unfinished, and what it remembers after that. */
async function enqueued(due: ReindexPayload | undefined, unfinished: readonly Job[]) {
  const jobs: Job[] = [];
  let enqueuedWhenRemembered: number | undefined;
  const start: Start = {
    pair: { bundle: { fingerprint: 'f', folder: '/b' } },
    due,
    remember: async () => void (enqueuedWhenRemembered = jobs.length),
  };
  const parts = {
    server: { start: async () => start },
    reindexer: { serves: () => undefined },
    follower: { start: () => undefined, stop: async () => undefined, wake: () => undefined },
    supervisor: new EventEmitter(),
    changes: new EventEmitter(),
    jobs: {
      handle: () => undefined,
      allUnfinished: async (kinds: readonly string[]) =>
        unfinished.filter(({ kind }) => kinds.includes(kind)),
      enqueue: async (kind: string, payload: object = {}) => void jobs.push({ kind, payload }),
    },
    leftovers: { sweep: async () => undefined },
    hasFolder: true,
    reindexAfter: 0,
    logger: pino({ level: 'silent' }),
  };
  indexing = new Indexing(parts as unknown as IndexingParts);
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
