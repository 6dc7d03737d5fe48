import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BuilderSettings, BuiltGeneration } from '../../apps/api/src/engine/builder-protocol.js';
import { type ChildRole, forkRole } from '../../apps/api/src/engine/child.js';
import type { ReadPage } from '../../apps/api/src/engine/embed-pages.js';
import { EngineClient } from '../../apps/api/src/engine/engine-client.js';
import { EngineSupervisor } from '../../apps/api/src/engine/engine-supervisor.js';
import { GenerationBuilder } from '../../apps/api/src/engine/generation-builder.js';
import type { Hits } from '../../apps/api/src/engine/protocol.js';
import { EnginePlaces, recipeOf } from './engine-places.js';
import { DISHES } from './kitchen.js';

/* Engine and builder as processes of their own, as the service starts them. */

const ENTRY = resolve(import.meta.dirname, '../../dist/apps/api/apps/api/src/engine/engine.main.js');

let builder: ChildProcess | undefined;
function startChild(role: ChildRole): ChildProcess {
  if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing. Run \`npx nest build api\` first.`);
  const child = forkRole(pathToFileURL(ENTRY), role);
  if (role === 'builder') builder = child;
  return child;
}

let places: EnginePlaces;
function build(readPage: ReadPage, change: Partial<BuilderSettings> = {}): Promise<BuiltGeneration> {
  const settings = places.builder(change);
  return new GenerationBuilder(startChild).build(settings, { readPage, onProgress: () => undefined });
}
const folderOf = ({ name }: BuiltGeneration): string => join(places.path('generations'), name);

beforeAll(async () => {
  places = await EnginePlaces.open();
});

describe('the builder process', () => {
  it('goes on after the pages that a killed one has embedded', async () => {
    const work = places.path('killed');
    const pages = places.pages();
    const killing: ReadPage = async (after) => {
      if (after === '4') builder!.kill('SIGKILL');
      return pages(after);
    };
    await expect(build(killing, { work })).rejects.toMatchObject({ parts: { found: 'SIGKILL' } });
    const asked: (string | undefined)[] = [];
    const { report } = await build(places.pages(asked), { work });
    expect(asked).toEqual(['4']);
    expect(report.embedded).toEqual({ recipes: 1, images: 1 });
  });
});

describe('engine processes', () => {
  let supervisor: EngineSupervisor;
  let client: EngineClient;
  let first: BuiltGeneration;
  let second: BuiltGeneration;
  beforeAll(async () => {
    first = await build(places.pages(), { work: places.path('first') });
    second = await build(places.pages(), {
      work: places.path('second'),
      bundle: places.path('other-bundle'),
      live: folderOf(first),
    });
  });
  beforeEach(() => {
    supervisor = new EngineSupervisor({ startChild, logger: pino({ level: 'silent' }) });
    client = new EngineClient(supervisor, { queueSize: 100, deadlineMs: 30_000 });
  });
  afterEach(() => supervisor.stop());

  const pairOf = (built: BuiltGeneration, bundle: string) =>
    places.engine({ generation: folderOf(built), bundle: places.path(bundle) });
  const ask = (): Promise<Hits> => client.query('searchByRecipe', { recipe: recipeOf(DISHES[0]!), k: 6 });

  it('change over to another bundle and back while queries are asked, none lost, none mixed', async () => {
    await supervisor.start(pairOf(first, 'bundle'));
    const alone = { [first.name]: await ask() };
    const answers: Hits[] = [];
    const asking = new AbortController();
    const queries = [1, 2].map(async () => {
      while (!asking.signal.aborted) answers.push(await ask());
    });
    for (let round = 0; round < 3; round++) {
      await supervisor.replace(pairOf(second, 'other-bundle'));
      alone[second.name] ??= await ask();
      await supervisor.replace(pairOf(first, 'bundle'));
    }
    asking.abort();
    await Promise.all(queries);
    expect(new Set(answers.map(({ generation }) => generation))).toEqual(new Set([first.name, second.name]));
    // Bundles differ in their distances, so that an answer of both would be neither's.
    for (const answer of answers) expect(answer.neighbours).toEqual(alone[answer.generation]!.neighbours);
    expect(alone[first.name]!.neighbours).not.toEqual(alone[second.name]!.neighbours);
  });

  it('say that a generation is damaged, and start without it', async () => {
    const damaged = await build(places.pages(), { work: places.path('damaged') });
    await appendFile(join(folderOf(damaged), 'images.hnsw'), 'x');
    await expect(supervisor.start(pairOf(damaged, 'bundle'))).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
    });
    await supervisor.start(places.engine());
    await expect(ask()).rejects.toMatchObject({ code: 'NOT_READY' });
    await supervisor.replace(pairOf(first, 'bundle'));
    expect((await ask()).generation).toBe(first.name);
  });
});
