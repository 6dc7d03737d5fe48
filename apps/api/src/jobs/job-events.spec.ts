import type { JobRecord } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { JobEvents } from './job-events.js';
import type { Jobs } from './jobs.js';

const record = (change: Partial<JobRecord>): JobRecord => ({
  id: 'j',
  kind: 'import',
  payload: {},
  state: 'running',
  attempts: 1,
  createdAt: new Date(0),
  ...change,
});

function eventsOf(states: readonly Partial<JobRecord>[]): JobEvents {
  const left = [...states];
  const job = async (): Promise<JobRecord> => record(left.length > 1 ? left.shift()! : left[0]!);
  return new JobEvents({ job } as unknown as Jobs);
}

describe('JobEvents', () => {
  it('tells a job when it has changed, and its end', async () => {
    const progress = { step: 's', done: 1, rate: 1, at: new Date(0) };
    const events = eventsOf([{}, {}, { progress }, { state: 'succeeded' }]);
    const told = (await (await events.of('j')).toArray()) as string[];
    expect(told.map((event) => event.split('\n')[0])).toEqual([
      'event: progress',
      'event: progress',
      'event: over',
    ]);
    expect(JSON.parse(told[1]!.split('data: ')[1]!)).toMatchObject({ step: 's', done: 1 });
  });

  it('ends when the service stops', async () => {
    const events = eventsOf([{}]);
    const stream = await events.of('j');
    const told = stream.toArray();
    events.onModuleDestroy();
    expect(await told).toHaveLength(1);
  });

  it('throws before anything is sent where there is no such job', async () => {
    const job = async (): Promise<never> => {
      throw new SejeError('NOT_FOUND', { message: 'none' });
    };
    await expect(new JobEvents({ job } as unknown as Jobs).of('j')).rejects.toThrow('none');
  });
});
