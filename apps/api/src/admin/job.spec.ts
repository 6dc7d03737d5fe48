import { SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import { Job } from './job.js';

describe('Job', () => {
  it('estimates from the current step alone', () => {
    let now = 0;
    const job = new Job(() => now);
    job.start();
    job.report({ step: 'read', done: 1000, total: 1000 });
    now = 60_000;
    job.report({ step: 'image features', done: 0, total: 100 });
    now = 70_000;
    job.report({ step: 'image features', done: 20, total: 100 });
    expect(job.view()).toMatchObject({
      state: 'running',
      step: 'image features',
      done: 20,
      total: 100,
      rate: 2,
      secondsLeft: 40,
    });
  });

  it('has no estimate before anything is done or where the end is not known', () => {
    let now = 0;
    const job = new Job(() => now);
    expect(job.view()).toMatchObject({ state: 'queued', done: 0, total: null, rate: 0, secondsLeft: null });
    job.report({ step: 'read', done: 0 });
    now = 1000;
    job.report({ step: 'read', done: 10 });
    expect(job.view()).toMatchObject({ total: null, rate: 10, secondsLeft: null });
  });

  it('says why it failed', () => {
    const job = new Job();
    job.fail(new SejeError('DATA_EMPTY', { message: 'No recipe', remedy: 'Add one.' }));
    expect(job.view()).toMatchObject({
      state: 'failed',
      error: { code: 'DATA_EMPTY', detail: 'No recipe. Add one.' },
    });
  });
});
