import { once } from 'node:events';
import type { Recipe } from '@seje/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineClient } from './engine-client.js';
import type { EngineSupervisor } from './engine-supervisor.js';
import { watchEngine } from './engine-watchdog.js';
import type { Hits } from './protocol.js';
import { settingsOf, standInSupervisor } from './stand-in-engine.test-double.js';

const titled = (title: string): Recipe => ({ title, ingredients: [], instructions: [] });

describe('EngineClient', () => {
  let supervisor: EngineSupervisor;
  let client: EngineClient;
  const ask = (title: string, signal?: AbortSignal): Promise<Hits> =>
    client.query('searchByRecipe', { recipe: titled(title), k: 1 }, signal);

  beforeEach(async () => {
    supervisor = standInSupervisor();
    client = new EngineClient(supervisor, { queueSize: 3, deadlineMs: 5_000, window: 2 });
    await supervisor.start(settingsOf('b', 'one'));
  });
  afterEach(() => supervisor.stop());

  it('hands each answer to the query it belongs to', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((title) => ask(title)));
    expect(answers.map(({ neighbours }) => neighbours[0]!.id)).toEqual(['a', 'b', 'c']);
  });

  it('passes on what the engine refuses with, remedy included', async () => {
    await expect(ask('empty')).rejects.toMatchObject({
      code: 'RECIPE_EMPTY',
      parts: { remedy: 'Type some.' },
    });
  });

  it('answers ENGINE_DOWN to what runs and what comes while the engine is gone, then works again', async () => {
    const before = supervisor.pid;
    const hanging = ask('hang');
    const dying = ask('die');
    const waiting = ask('c');
    const back = once(supervisor, 'ready');
    await Promise.all(
      [hanging, dying, waiting].map((query) => expect(query).rejects.toMatchObject({ code: 'ENGINE_DOWN' })),
    );
    await expect(ask('a')).rejects.toMatchObject({ code: 'ENGINE_DOWN' });
    await back;
    expect(supervisor.pid).not.toBe(before);
    expect(supervisor.restarts).toBe(1);
    await expect(ask('a')).resolves.toMatchObject({ neighbours: [{ id: 'a' }] });
    expect(client.load).toBe(0);
  });

  it('refuses one query more than the queue holds', async () => {
    const gone = new AbortController();
    const held = ['hang', 'hang', 'a'].map((title) => ask(title, gone.signal));
    await expect(ask('b')).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    gone.abort();
    await Promise.all(held.map((query) => expect(query).rejects.toThrow('closed the connection')));
    await expect.poll(() => client.load).toBe(0);
    await expect(ask('b')).resolves.toBeDefined();
  });

  it('gives up at the deadline and frees the place once the engine has let go', async () => {
    const impatient = new EngineClient(supervisor, { queueSize: 1, deadlineMs: 50 });
    const query = impatient.query('searchByRecipe', { recipe: titled('hang'), k: 1 });
    await expect(query).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect.poll(() => impatient.load).toBe(0);
  });

  it('never sends the query of a client that went away while it waited', async () => {
    const holders = new AbortController();
    const held = [ask('hang', holders.signal), ask('hang', holders.signal)];
    const gone = new AbortController();
    const dropped = ask('die', gone.signal);
    gone.abort();
    holders.abort();
    await Promise.allSettled([dropped, ...held]);
    await expect(ask('a')).resolves.toBeDefined();
    expect(supervisor.restarts).toBe(0);
  });

  it('holds a bounded number of photos to be cleaned, apart from the queries', async () => {
    const gone = new AbortController();
    const clean = (bytes: number): Promise<unknown> =>
      client.command('cleanPhoto', { photo: new Uint8Array(bytes) }, { signal: gone.signal });
    await expect(clean(7)).resolves.toMatchObject({ photo: new Uint8Array(7), type: 'image/jpeg' });
    const held = [0, 0, 0].map(clean);
    await expect(clean(7)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(() => client.requireRoomForUpload()).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
    await expect(ask('a')).resolves.toBeDefined();
    gone.abort();
    await Promise.allSettled(held);
  });

  it('tells what changes the engine holds once they are applied', async () => {
    const changes = [{ kind: 'recipe', id: 'a' }] as const;
    await client.command('applyChanges', { changes, until: 17 });
    expect(supervisor.info!.overlay).toEqual({ recipes: 1, images: 0, sequence: 17 });
  });

  it('kills an engine that no longer reacts', async () => {
    const watchdog = watchEngine(supervisor, { intervalMs: 20, stallMs: 200 });
    const back = once(supervisor, 'ready');
    await expect(ask('block')).rejects.toMatchObject({ code: 'ENGINE_DOWN' });
    await back;
    watchdog.stop();
    await expect(ask('a')).resolves.toBeDefined();
  });

  it('waits for an engine that is starting, but not for ever', async () => {
    await expect(ask('die')).rejects.toMatchObject({ code: 'ENGINE_DOWN' });
    await expect(client.untilReady(1)).rejects.toMatchObject({ code: 'ENGINE_DOWN' });
    await client.untilReady(30_000);
    await expect(ask('a')).resolves.toBeDefined();
  });
});
