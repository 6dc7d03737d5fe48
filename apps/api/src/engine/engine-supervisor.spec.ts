import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SejeError } from '@seje/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineClient } from './engine-client.js';
import type { EngineConnection } from './engine-connection.js';
import type { EngineSupervisor } from './engine-supervisor.js';
import { settingsOf, standInSupervisor } from './stand-in-engine.test-double.js';

let supervisor: EngineSupervisor;
let client: EngineClient;
/** Asks for a recipe by title. @returns the generation that answered */
async function generationThatAnswers(title = 'a'): Promise<string> {
  const recipe = { title, ingredients: [], instructions: [] };
  return (await client.query('searchByRecipe', { recipe, k: 1 })).generation;
}
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
function useSupervisor(options: Parameters<typeof standInSupervisor>[0] = {}): void {
  supervisor = standInSupervisor(options);
  client = new EngineClient(supervisor, { queueSize: 100, deadlineMs: 10_000, window: 4 });
}
const changesFor = (connection: EngineConnection): Promise<unknown> =>
  connection.call('applyChanges', { changes: [], until: 5 }, { deadlineMs: 5_000 });

beforeEach(() => useSupervisor());
afterEach(() => supervisor.stop());

describe('EngineSupervisor at its first start', () => {
  it('rejects with the reason the engine names, does not try again, and takes other settings', async () => {
    await expect(supervisor.start(settingsOf('damaged', 'one'))).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
    });
    expect([supervisor.pid, supervisor.restarts]).toEqual([undefined, 0]);
    expect(supervisor.lastFailure).toMatchObject({ code: 'BUNDLE_INVALID' });
    await supervisor.start(settingsOf('b', 'one'));
    expect(await generationThatAnswers()).toBe('one');
    expect(supervisor.lastFailure).toBeUndefined();
  });

  it('tries again where the engine dies without a word, until it is stopped', async () => {
    const starting = supervisor.start(settingsOf('dying', 'one'));
    const ended = expect(starting).rejects.toMatchObject({ code: 'ENGINE_DOWN' });
    await expect.poll(() => supervisor.lastFailure).toMatchObject({ code: 'ENGINE_DOWN' });
    await supervisor.stop();
    await ended;
  });

  it('gives up on an engine that does not get ready', async () => {
    useSupervisor({ startLimitMs: 100, firstBackOffMs: 60_000 });
    const ended = expect(supervisor.start(settingsOf('stuck', 'one'))).rejects.toThrow();
    await expect.poll(() => supervisor.lastFailure?.message).toMatch(/not ready in time/);
    await supervisor.stop();
    await ended;
  });
});

describe('EngineSupervisor before an engine answers', () => {
  it('brings every engine up to date: the first, one restarted, one put in place', async () => {
    const seen: [number | undefined, number | undefined][] = [];
    supervisor.beforeLive = async (connection) => {
      seen.push([connection.pid, supervisor.pid]);
      await changesFor(connection);
    };
    supervisor.on('ready', ({ overlay }) => expect(overlay.sequence).toBe(5));
    await supervisor.start(settingsOf('b', 'one'));
    const first = supervisor.pid!;
    const back = once(supervisor, 'ready');
    process.kill(first, 'SIGKILL');
    await back;
    const second = supervisor.pid!;
    await supervisor.replace(settingsOf('b', 'two'));
    expect(seen).toEqual([
      [first, undefined],
      [second, undefined],
      [supervisor.pid, second],
    ]);
  });

  it('lets an engine answer that could not be brought up to date, as there is no other', async () => {
    supervisor.beforeLive = async () => {
      throw new SejeError('DATABASE_FAILED', { message: 'gone' });
    };
    await supervisor.start(settingsOf('b', 'one'));
    expect(await generationThatAnswers()).toBe('one');
  });
});

describe('EngineSupervisor.replace', () => {
  beforeEach(() => supervisor.start(settingsOf('b', 'one')));

  it('loses no query: those under way are answered by the engine before, later ones by the new one', async () => {
    const old = supervisor.pid!;
    const [sent, waiting] = [0, 1].map(() => Array.from({ length: 4 }, () => generationThatAnswers('later')));
    let replaced = false;
    const replacing = supervisor.replace(settingsOf('b', 'two')).finally(() => (replaced = true));
    await once(supervisor, 'ready');
    expect(replaced).toBe(false);
    expect(isRunning(old)).toBe(true);
    expect(await generationThatAnswers()).toBe('two');
    expect(new Set(await Promise.all(sent!))).toEqual(new Set(['one']));
    expect(new Set(await Promise.all(waiting!))).toEqual(new Set(['two']));
    expect(await replacing).toMatchObject({ generation: { name: 'two' } });
    expect(isRunning(old)).toBe(false);
    expect(supervisor.restarts).toBe(0);
  });

  it('answers all the time through many replacements, never from a generation before', async () => {
    const answers: number[] = [];
    const asking = new AbortController();
    const queries = [1, 2, 3].map(async () => {
      while (!asking.signal.aborted) answers.push(Number(await generationThatAnswers()));
    });
    await supervisor.replace(settingsOf('b', '0'));
    answers.length = 0;
    for (let round = 1; round <= 10; round++) await supervisor.replace(settingsOf('b', `${round}`));
    asking.abort();
    await Promise.all(queries);
    const backward = answers.filter((generation, i) => i > 0 && generation < answers[i - 1]!);
    expect(backward).toEqual([]);
    expect(answers.at(-1)).toBe(10);
  });

  it.each([
    ['the engine refuses its settings', 'damaged', 'BUNDLE_INVALID'],
    ['the engine dies while it starts', 'dying', 'ENGINE_DOWN'],
  ])('leaves the engine that answers where %s', async (_, bundle, code) => {
    const before = supervisor.pid;
    await expect(supervisor.replace(settingsOf(bundle, 'two'))).rejects.toMatchObject({ code });
    expect(supervisor.pid).toBe(before);
    expect(await generationThatAnswers()).toBe('one');
    expect(supervisor.restarts).toBe(0);
  });

  it('leaves the engine that answers where the new one cannot be brought up to date, and ends that', async () => {
    const before = supervisor.pid;
    let candidate: number | undefined;
    supervisor.beforeLive = async ({ pid }) => {
      candidate = pid;
      throw new SejeError('DATABASE_FAILED', { message: 'gone' });
    };
    await expect(supervisor.replace(settingsOf('b', 'two'))).rejects.toMatchObject({
      code: 'DATABASE_FAILED',
    });
    expect(supervisor.pid).toBe(before);
    expect(isRunning(candidate!)).toBe(false);
    expect(await generationThatAnswers()).toBe('one');
  });

  it('makes the change durable before the new engine answers, and not where that is not up to date', async () => {
    const steps: string[] = [];
    supervisor.beforeLive = async () => void steps.push('up to date');
    const commit = async (): Promise<void> =>
      void steps.push(`commit beside ${await generationThatAnswers()}`);
    supervisor.on('ready', ({ generation }) => steps.push(`${generation!.name} answers`));
    await supervisor.replace(settingsOf('b', 'two'), { commit });
    expect(steps).toEqual(['up to date', 'commit beside one', 'two answers']);
    supervisor.beforeLive = () => Promise.reject(new Error('gone'));
    await expect(supervisor.replace(settingsOf('b', 'three'), { commit })).rejects.toThrow('gone');
    expect(steps).toHaveLength(3);
  });

  it('leaves the engine that answers where the change cannot be made durable', async () => {
    const commit = (): Promise<void> =>
      Promise.reject(new SejeError('DISK_WRITE_FAILED', { message: 'full' }));
    const refused = supervisor.replace(settingsOf('b', 'two'), { commit });
    await expect(refused).rejects.toMatchObject({ code: 'DISK_WRITE_FAILED' });
    expect(await generationThatAnswers()).toBe('one');
  });

  it('starts the new engine again where it dies once the change is durable', async () => {
    let candidate: EngineConnection | undefined;
    supervisor.beforeLive = async (connection) => void (candidate ??= connection);
    await supervisor.replace(settingsOf('b', 'two'), { commit: () => candidate!.stop() });
    await client.untilReady(10_000);
    expect(await generationThatAnswers()).toBe('two');
    expect(supervisor.restarts).toBe(1);
  });

  it('puts the new engine in place though the one before dies meanwhile', async () => {
    const old = supervisor.pid!;
    const replacing = supervisor.replace(settingsOf('slow', 'two'));
    process.kill(old, 'SIGKILL');
    await once(supervisor, 'down');
    await replacing;
    expect(await generationThatAnswers()).toBe('two');
    await expect.poll(() => isRunning(supervisor.pid!)).toBe(true);
    expect(supervisor.info).toMatchObject({ generation: { name: 'two' } });
  });

  it('restarts with what was put in place, not with what was there before', async () => {
    await supervisor.replace(settingsOf('b', 'two'));
    const back = once(supervisor, 'ready');
    process.kill(supervisor.pid!, 'SIGKILL');
    await back;
    expect(await generationThatAnswers()).toBe('two');
  });

  it('ends an engine that does not come to rest in time, and what it was asked', async () => {
    useSupervisor({ drainLimitMs: 100 });
    await supervisor.start(settingsOf('b', 'one'));
    const hanging = expect(generationThatAnswers('hang')).rejects.toMatchObject({ code: 'ENGINE_DOWN' });
    await supervisor.replace(settingsOf('b', 'two'));
    await hanging;
    expect(supervisor.restarts).toBe(0);
  });

  it.each([
    ['starts', 'slow', async () => undefined],
    ['is brought up to date', 'b', () => new Promise<void>(() => undefined)],
  ])('is given up while the new engine %s', async (_, bundle, beforeLive) => {
    const before = supervisor.pid;
    supervisor.beforeLive = beforeLive;
    const unwanted = new AbortController();
    const commit = (): Promise<void> => Promise.reject(new Error('committed'));
    const replacing = supervisor.replace(settingsOf(bundle, 'two'), { commit, signal: unwanted.signal });
    const givenUp = expect(replacing).rejects.toMatchObject({ code: 'ENGINE_DOWN' });
    setTimeout(() => unwanted.abort(), 100);
    await givenUp;
    expect(supervisor.pid).toBe(before);
    expect(await generationThatAnswers()).toBe('one');
    supervisor.beforeLive = async () => undefined;
    await supervisor.replace(settingsOf('b', 'three'));
    expect(await generationThatAnswers()).toBe('three');
  });

  it('does one replacement at a time', async () => {
    const first = supervisor.replace(settingsOf('slow', 'two'));
    await expect(supervisor.replace(settingsOf('b', 'three'))).rejects.toMatchObject({ code: 'JOB_RUNNING' });
    await first;
    await supervisor.replace(settingsOf('b', 'three'));
    expect(await generationThatAnswers()).toBe('three');
  });

  it('leaves no process behind when it is stopped in the middle', async () => {
    const replacing = supervisor.replace(settingsOf('slow', 'two'));
    const refused = expect(replacing).rejects.toMatchObject({ code: 'ENGINE_DOWN' });
    const live = supervisor.pid!;
    await supervisor.stop();
    await refused;
    expect(isRunning(live)).toBe(false);
  });
});

describe('EngineSupervisor where what it has opened is damaged later', () => {
  it('says why each restart fails, goes on trying, and takes a replacement', async () => {
    const bundle = join(mkdtempSync(join(tmpdir(), 'engine-')), 'damage');
    await supervisor.start(settingsOf(bundle, 'one'));
    writeFileSync(bundle, '');
    const failures: string[] = [];
    supervisor.on('failed', ({ code }) => failures.push(code));
    process.kill(supervisor.pid!, 'SIGKILL');
    await expect.poll(() => failures.length, { timeout: 10_000 }).toBeGreaterThan(1);
    expect(supervisor.lastFailure).toMatchObject({ code: 'BUNDLE_INVALID' });
    await supervisor.replace(settingsOf('b', 'two'));
    expect(await generationThatAnswers()).toBe('two');
    expect(supervisor.lastFailure).toBeUndefined();
  });
});
