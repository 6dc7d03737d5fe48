import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Progress, SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import type { BuilderSettings, CataloguePage } from './builder-protocol.js';
import { forkRole } from './child.js';
import { GenerationBuilder } from './generation-builder.js';
import { settingsOf } from './stand-in-engine.test-double.js';

/**
 * Test double of the builder process: reads every page and names the generation after the recipes it got.
 * A recipe called `die` kills it, one called `hang` makes it wait for ever, one called `bad` is refused.
 */
const SCRIPT = `
const seen = [];
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message.type === 'start') process.send({ type: 'page' });
  else if (message.type === 'pageFailed') process.send({ type: 'failed', error: message.error });
  else {
    const ids = message.recipes.map(({ id }) => id);
    seen.push(...ids);
    process.send({ type: 'progress', progress: { step: 'embed', done: seen.length } });
    if (ids.includes('die')) process.kill(process.pid, 'SIGKILL');
    else if (ids.includes('bad')) process.send({ type: 'failed', error: { code: 'MODEL_INVALID', message: 'bad' } });
    else if (ids.includes('hang')) return;
    else if (message.next === undefined) process.send({ type: 'built', built: { name: seen.join('-'), report: {} } });
    else process.send({ type: 'page', after: message.next });
  }
});
`;

const entry = join(mkdtempSync(join(tmpdir(), 'builder-')), 'builder.mjs');
writeFileSync(entry, SCRIPT);
const pids: number[] = [];
const builder = new GenerationBuilder((role) => {
  const child = forkRole(pathToFileURL(entry), role);
  pids.push(child.pid!);
  return child;
});
const settings: BuilderSettings = {
  ...settingsOf('b', 'one'),
  generations: '',
  work: '',
  catalogueSequence: 1,
};
/** Pages of one recipe each. */
const pagesOf =
  (...ids: string[]) =>
  async (after = '0'): Promise<CataloguePage> => {
    const next = Number(after) + 1;
    const recipe = { id: ids[Number(after)]!, title: '', ingredients: [], instructions: [], photos: [] };
    return { recipes: [recipe], ...(next < ids.length && { next: `${next}` }) };
  };
const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};
const quiet = { onProgress: (): void => undefined };

describe('GenerationBuilder', () => {
  it('hands over the pages one after the other, and reports how far it is', async () => {
    const seen: Progress[] = [];
    const built = await builder.build(settings, {
      readPage: pagesOf('a', 'b', 'c'),
      onProgress: (one) => seen.push(one),
    });
    expect(built).toEqual({ name: 'a-b-c', report: {} });
    expect(seen.map(({ done }) => done)).toEqual([1, 2, 3]);
    expect(isGone(pids.at(-1)!)).toBe(true);
  });

  it('ends with what the builder refuses with, or with its death', async () => {
    const bad = builder.build(settings, { readPage: pagesOf('a', 'bad'), ...quiet });
    await expect(bad).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    const dead = builder.build(settings, { readPage: pagesOf('a', 'die'), ...quiet });
    await expect(dead).rejects.toMatchObject({ code: 'BUILDER_DOWN', parts: { found: 'SIGKILL' } });
  });

  it('ends with what reading the catalogue throws', async () => {
    const readPage = (): Promise<CataloguePage> =>
      Promise.reject(new SejeError('DATABASE_FAILED', { message: 'gone' }));
    await expect(builder.build(settings, { readPage, ...quiet })).rejects.toMatchObject({
      code: 'DATABASE_FAILED',
    });
  });

  it('kills the builder when it is told to stop, and says what it was told', async () => {
    const stopping = new AbortController();
    const reason = new SejeError('JOB_CANCELLED', { message: 'no longer wanted' });
    const onProgress = ({ done }: Progress): void => {
      if (done === 2) stopping.abort(reason);
    };
    const options = { onProgress, signal: stopping.signal };
    await expect(builder.build(settings, { readPage: pagesOf('a', 'hang'), ...options })).rejects.toBe(
      reason,
    );
    expect(isGone(pids.at(-1)!)).toBe(true);
    const started = pids.length;
    await expect(builder.build(settings, { readPage: pagesOf('a'), ...options })).rejects.toBe(reason);
    expect(pids).toHaveLength(started);
  });
});
