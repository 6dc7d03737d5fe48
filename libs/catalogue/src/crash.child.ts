// Run by crash.spec.ts in a process of its own: writes to a catalogue or works on a job, and says what is done.
import { Random } from '@seje/core';
import type { JobHandler } from './jobs/job-queue.js';
import { openJobQueue } from './jobs/open-job-queue.js';
import { type Catalogue, openCatalogue } from './store/open-catalogue.js';

interface ChildOptions {
  readonly task: 'write' | 'work';
  readonly folder: string;
  readonly databaseUrl?: string;
  readonly seed: number;
  /** Writes are numbered on from here. */
  readonly from: number;
}

/** Few, so that they are overwritten and deleted often. */
const RECIPES = 30;
const STEPS = 40;
const SHORT_HEARTBEAT = { heartbeatSeconds: 10, superviseSeconds: 1 };

const options = JSON.parse(process.argv[2]!) as ChildOptions;
const catalogue = await openCatalogue(options);
await (options.task === 'write' ? write(catalogue) : work(catalogue));

/** Puts, batches, photos and deletions, until it is killed; each is said once it has been acknowledged. */
async function write({ store, photos }: Catalogue): Promise<void> {
  const random = Random.fromSeed(options.seed);
  for (let number = options.from; ; number++) {
    const id = `r${random.int(RECIPES)}`;
    const recipe = { title: `Soup ${number}`, ingredients: ['water'], instructions: [], tags: [] };
    const what = random.int(4);
    if (what === 0) {
      const ids = Array.from({ length: 10 }, (_, i) => `r${(random.int(RECIPES) + i) % RECIPES}`);
      await store.putRecipes(ids.map((id) => ({ id, recipe })));
      for (const id of ids) say({ id, number });
    } else if (what === 1 && (await store.recipe(id)) !== undefined) {
      await store.deleteRecipe(id);
      say({ id, number, deleted: true });
    } else {
      const content = await photos.put(Buffer.from(`photo ${number}`));
      const photo = { content, type: 'image/png', bytes: 10, width: 1, height: 1 };
      await store.atomically(async (catalogue) => {
        await catalogue.putRecipe(id, recipe);
        await catalogue.putPhoto({ recipeId: id, photoId: `${id}.png` }, photo);
      });
      say({ id, number, content });
    }
  }
}

/** Takes what is queued, and goes on where the attempt before was. */
async function work(catalogue: Catalogue): Promise<void> {
  const queue = await openJobQueue(catalogue.database, SHORT_HEARTBEAT);
  const count: JobHandler = async ({ checkpoint, save }) => {
    const first = (checkpoint as { next: number } | undefined)?.next ?? 0;
    say({ started: first });
    for (let next = first + 1; next <= STEPS; next++) {
      await save({ next });
      say({ saved: next });
    }
    return { first };
  };
  const jobs = await queue.history(1);
  const { id } = jobs[0] ?? (await queue.enqueue('count', {}));
  await queue.work({ count });
  let job = await queue.job(id);
  while (job?.state !== 'succeeded') {
    await new Promise((resolve) => setTimeout(resolve, 100));
    job = await queue.job(id);
  }
  await queue.close();
  await catalogue.close();
  say({ job });
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
