import { SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { MicroBatcher } from './micro-batcher.js';

/** Doubles numbers, remembers its batches, refuses NaN, breaks down on infinity. */
function doubling(maxBatch: number): { batcher: MicroBatcher<number, number>; batches: number[][] } {
  const batches: number[][] = [];
  const batcher = new MicroBatcher(async (queries: readonly number[]) => {
    batches.push([...queries]);
    if (queries.includes(Infinity)) throw new Error('broken');
    return queries.map((n) =>
      Number.isNaN(n) ? new SejeError('VECTOR_INVALID', { message: 'NaN' }) : n * 2,
    );
  }, maxBatch);
  return { batcher, batches };
}

describe('MicroBatcher', () => {
  it('runs what waits together, in order, at most maxBatch at once', async () => {
    const { batcher, batches } = doubling(3);
    const answers = await Promise.all([1, 2, 3, 4].map((n) => batcher.submit(n, n)));
    expect(answers).toEqual([2, 4, 6, 8]);
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  it('fails only the bad query of a batch', async () => {
    const { batcher } = doubling(8);
    const outcomes = await Promise.allSettled([1, Number.NaN, 3].map((n, i) => batcher.submit(i, n)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails the batch that broke down and goes on with the next', async () => {
    const { batcher } = doubling(2);
    const outcomes = await Promise.allSettled([1, Infinity, 3].map((n, i) => batcher.submit(i, n)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('drops a cancelled query before it is computed', async () => {
    const { batcher, batches } = doubling(8);
    const cancelled = batcher.submit(1, 1);
    const kept = batcher.submit(2, 2);
    batcher.cancel(1);
    await expect(cancelled).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect(kept).resolves.toBe(4);
    expect(batches).toEqual([[2]]);
  });
});
