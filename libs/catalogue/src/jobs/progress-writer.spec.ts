import { expect, it } from 'vitest';
import { ProgressWriter } from './progress-writer.js';

it('writes a new step at once, the rest now and then, and the last report always', async () => {
  let now = 0;
  const written: object[] = [];
  const writer = new ProgressWriter(
    async (progress) => void written.push(progress),
    () => now,
  );
  for (let done = 100; done <= 1000; done += 10) {
    writer.report({ step: 'recipes', done });
    await Promise.resolve();
    now += 10;
  }
  writer.report({ step: 'photos', done: 0, total: 5 });
  await writer.end();
  expect(written).toEqual([
    { step: 'recipes', done: 100, rate: 0 },
    { step: 'recipes', done: 600, rate: 1000 },
    { step: 'photos', done: 0, total: 5, rate: 0 },
  ]);
});

it('goes on where a write has failed', async () => {
  const written: number[] = [];
  const writer = new ProgressWriter(async ({ done }) => {
    if (done === 0) throw new Error('gone');
    written.push(done);
  });
  writer.report({ step: 'recipes', done: 0 });
  writer.report({ step: 'photos', done: 1 });
  await writer.end();
  expect(written).toEqual([1]);
});
