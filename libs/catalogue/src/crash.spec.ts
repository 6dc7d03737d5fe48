import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@seje/core';
import { type TestContext, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BundledChild } from '../test/bundled-child.js';
import { NO_POSTGRES, ThrowawayPostgres } from '../test/throwaway-postgres.js';
import type { JobRecord } from './jobs/job-queue.js';
import { openCatalogue } from './store/open-catalogue.js';

/** `KILL_SEED` repeats a run's choices, `KILL_ROUNDS` makes it longer. */
const SEED = Number(process.env['KILL_SEED'] ?? 1);
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 3);
/** A writer is killed after at most so many acknowledged writes. */
const LONGEST_LIFE = 60;

/** What a child said of one write. */
interface Acknowledged {
  readonly id: string;
  readonly number: number;
  readonly deleted?: boolean;
  readonly content?: string;
}

let child: BundledChild;
let folder: string;
let postgres: ThrowawayPostgres | undefined;
beforeAll(async () => {
  child = await BundledChild.of(new URL('crash.child.ts', import.meta.url));
  folder = await mkdtemp(join(tmpdir(), 'seje-crash-'));
  postgres = await ThrowawayPostgres.start();
});
afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true });
  await child.remove();
});

/** Where a test's catalogue is. */
function place(
  backend: 'embedded' | 'PostgreSQL',
  ctx: TestContext,
): { folder: string; databaseUrl?: string } {
  const own = join(folder, ctx.task.id);
  if (backend === 'embedded') return { folder: own };
  if (postgres === undefined) return ctx.skip(NO_POSTGRES);
  return { folder: own, databaseUrl: postgres.database() };
}

describe.each(['embedded', 'PostgreSQL'] as const)('a process that is killed, %s', (backend) => {
  it(`has lost no acknowledged write (KILL_SEED=${SEED})`, { timeout: 600_000 }, async (ctx) => {
    const where = place(backend, ctx);
    const random = Random.fromSeed(SEED);
    const last = new Map<string, Acknowledged>();
    let from = 1;
    for (let round = 0; round < ROUNDS; round++) {
      const life = 1 + random.int(LONGEST_LIFE);
      let writes = 0;
      await child.run({ task: 'write', ...where, seed: random.int(2 ** 30), from }, (said, process) => {
        const write = said as Acknowledged;
        last.set(write.id, write);
        from = write.number + 2; // the one that was under way may be there too
        if (++writes === life) process.kill('SIGKILL');
      });
      expect(writes).toBeGreaterThanOrEqual(life);
      const catalogue = await openCatalogue(where);
      for (const write of last.values()) await expectThere(write, catalogue);
      await catalogue.close();
    }
  });

  it('has its job taken up by the next one, from the last checkpoint', { timeout: 600_000 }, async (ctx) => {
    const work = { task: 'work', ...place(backend, ctx), seed: 0, from: 0 };
    let saved = 0;
    await child.run(work, (said, process) => {
      saved = (said as { saved?: number }).saved ?? saved;
      if (saved === 5) process.kill('SIGKILL');
    });
    let job: JobRecord | undefined;
    await child.run(work, (said) => ({ job } = said as { job?: JobRecord }));
    expect(job).toMatchObject({ state: 'succeeded', attempts: 2 });
    const { first } = job!.result as { first: number };
    expect(first).toBeGreaterThanOrEqual(saved);
  });
});

type OpenCatalogue = Awaited<ReturnType<typeof openCatalogue>>;

/** The write, or a later one of the same recipe that was under way when its process was killed. */
async function expectThere(
  { id, number, deleted = false, content }: Acknowledged,
  { store, photos }: OpenCatalogue,
): Promise<void> {
  const recipe = await store.recipe(id);
  const found = recipe === undefined ? undefined : Number(recipe.title.slice('Soup '.length));
  if (deleted) expect(found ?? Infinity).toBeGreaterThan(number);
  // A deletion under way may have taken it: the feed says so.
  else if (found === undefined) expect(await isDeleted(id, store)).toBe(true);
  else expect(found).toBeGreaterThanOrEqual(number);
  if (found === number && content !== undefined) {
    expect(await store.photo(`${id}.png`)).toMatchObject({ content });
    expect(Buffer.from((await photos.get(content))!).toString()).toBe(`photo ${number}`);
  }
}

async function isDeleted(id: string, store: OpenCatalogue['store']): Promise<boolean> {
  const { changes } = await store.changesSince(0, 1_000);
  return changes.some(
    (change) => change.kind === 'recipe' && change.id === id && change.operation === 'delete',
  );
}
