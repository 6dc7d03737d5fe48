import { SejeError } from '@seje/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobHandler, JobQueue, JobRecord, JobState } from './job-queue.js';

const coded = (code: string): Error => expect.objectContaining({ code }) as Error;
const PATIENTLY = { timeout: 50_000, interval: 50 };

/** A handler that runs until it is told to stop. */
const untilStopped: JobHandler = async ({ signal }) => {
  signal.throwIfAborted();
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw signal.reason;
};

/** What every `JobQueue` must do. @param opened gives one on a database without jobs, or on the same again */
export function describeJobQueue(
  name: string,
  opened: (database: 'empty' | 'same') => Promise<JobQueue>,
): void {
  describe(name, () => {
    let queue: JobQueue;
    beforeEach(async () => {
      queue = await opened('empty');
    });
    afterEach(() => queue?.close());
    const inState = async (id: string, state: JobState): Promise<JobRecord> => {
      await expect.poll(async () => (await queue.job(id))?.state, PATIENTLY).toBe(state);
      return (await queue.job(id))!;
    };

    it('runs a job once, and keeps what it returned', async () => {
      const { id, ...queued } = await queue.enqueue('add', { numbers: [1, 2] });
      expect(queued).toMatchObject({
        kind: 'add',
        payload: { numbers: [1, 2] },
        state: 'queued',
        attempts: 0,
      });
      await queue.work({ add: async ({ payload }) => ({ of: payload }) });
      const done = await inState(id, 'succeeded');
      expect(done).toMatchObject({ attempts: 1, result: { of: { numbers: [1, 2] } } });
      expect(done.endedAt!.getTime()).toBeGreaterThanOrEqual(done.createdAt.getTime());
    });

    it('gives a job whose database was gone for a while another attempt, from its checkpoint', async () => {
      const { id } = await queue.enqueue('import', {});
      await queue.work({
        import: async ({ checkpoint, save }) => {
          if (checkpoint !== undefined) return { from: checkpoint };
          await save({ line: 7 });
          throw new SejeError('DATABASE_FAILED', { message: 'gone' });
        },
      });
      expect(await inState(id, 'succeeded')).toMatchObject({ attempts: 2, result: { from: { line: 7 } } });
    });

    it('runs one job at a time, in their order, and shows the newest first', async () => {
      let running = 0;
      let most = 0;
      const order: string[] = [];
      const handler: JobHandler = async ({ id }) => {
        most = Math.max(most, ++running);
        order.push(id);
        await new Promise(setImmediate);
        running--;
        return {};
      };
      const jobs = [];
      for (const kind of ['a', 'b', 'a']) jobs.push((await queue.enqueue(kind, {})).id);
      await queue.work({ a: handler, b: handler });
      await inState(jobs[2]!, 'succeeded');
      expect([most, order]).toEqual([1, jobs]);
      expect((await queue.history(2)).map(({ id }) => id)).toEqual(jobs.toReversed().slice(0, 2));
    });

    it('shows as many as there are, where more are asked for', async () => {
      const jobs: string[] = [];
      for (let i = 0; i < 5; i++) jobs.push((await queue.enqueue('a', {})).id);
      const newest = async (limit: number) => (await queue.history(limit)).map(({ id }) => id);
      expect(await newest(5)).toEqual(jobs.toReversed());
      expect(await newest(100)).toEqual(jobs.toReversed());
      expect(await newest(1)).toEqual([jobs[4]]);
    });

    it('tells how far a job has come', async () => {
      const { id } = await queue.enqueue('count', {});
      await queue.work({
        count: async ({ onProgress }) => {
          for (let done = 0; done <= 1000; done++) onProgress({ step: 'recipes', done, total: 1000 });
          return {};
        },
      });
      const { progress } = await inState(id, 'succeeded');
      expect(progress).toMatchObject({ step: 'recipes', done: 1000, total: 1000 });
      expect(progress!.rate).toBeGreaterThan(0);
    });

    it('does not try again what has failed, and says why', async () => {
      let starts = 0;
      const { id } = await queue.enqueue('fail', {});
      await queue.work({
        fail: async () => {
          starts++;
          throw new SejeError('DATA_EMPTY', { message: 'No recipe' });
        },
      });
      const failed = await inState(id, 'failed');
      expect(failed).toMatchObject({ attempts: 1, error: { code: 'DATA_EMPTY', message: 'No recipe.' } });
      expect(starts).toBe(1);
    });

    it('fails a job of a kind that nobody knows', async () => {
      const { id } = await queue.enqueue('unknown', {});
      await queue.work({});
      expect((await inState(id, 'failed')).error?.message).toContain('"unknown"');
    });

    it('never starts a job that was cancelled, and stops one that runs', async () => {
      const first = await queue.enqueue('wait', {});
      const second = await queue.enqueue('wait', {});
      await queue.cancel(second.id);
      await queue.work({ wait: untilStopped });
      await inState(first.id, 'running');
      await queue.cancel(first.id);
      const third = await queue.enqueue('wait', {});
      await inState(third.id, 'running');
      expect(await queue.job(first.id)).toMatchObject({ state: 'cancelled', attempts: 1 });
      expect(await queue.job(second.id)).toMatchObject({ state: 'cancelled', attempts: 0 });
      await queue.cancel(first.id);
    });

    it('knows no other job', async () => {
      const nobody = '00000000-0000-4000-8000-000000000000';
      expect(await queue.job(nobody)).toBeUndefined();
      expect(await queue.job("'; --")).toBeUndefined();
      await expect(queue.cancel(nobody)).rejects.toThrow(coded('NOT_FOUND'));
    });

    it('goes on after it was closed, from the last checkpoint', async () => {
      const { id } = await queue.enqueue('long', {});
      await queue.work({
        long: async (job) => {
          await job.save({ next: 7 });
          return untilStopped(job);
        },
      });
      await inState(id, 'running');
      await queue.close();
      queue = await opened('same');
      await queue.work({ long: async ({ checkpoint }) => ({ wentOnFrom: checkpoint ?? null }) });
      const done = await inState(id, 'succeeded');
      expect(done).toMatchObject({ attempts: 2, result: { wentOnFrom: { next: 7 } } });
    });
  });
}
