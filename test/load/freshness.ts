import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { DISHES, photoOf } from '../api/kitchen.js';
import { say } from './say.js';
import { ADMIN_KEY, MeasuredService } from './service/measured-service.js';

/** Between two questions whether a recipe is found yet, milliseconds: the resolution of what is measured. */
const POLL_MS = 5;
const GOAL_MS = 2_000;

/**
 * `npm run bench -- freshness`: the time from the acknowledgement of a recipe to the first answer that has it, and whether one that was deleted is in any answer after that was acknowledged.
 */
export async function measure(args: readonly string[]): Promise<void> {
  const options = { writes: { type: 'string', default: '100' } } as const;
  const { writes } = parseArgs({ args: [...args], options }).values;
  const service = await MeasuredService.start();
  const photo = await photoOf(DISHES[0]!).jpeg().toBuffer();
  const waits: number[] = [];
  let ghosts = 0;
  for (let i = 0; i < Number(writes); i++) {
    const id = `fresh-${i}`;
    waits.push(await untilFound(service, id, photo));
    ghosts += await stillFound(service, id, photo);
  }
  await service.stop();
  waits.sort((a, b) => a - b);
  const at = (share: number): string => waits[Math.ceil(share * waits.length) - 1]!.toFixed(0);
  say(`${waits.length} recipes, each found after ${at(0.5)} ms (median), ${at(0.95)} ms (p95)`);
  say(`longest ${at(1)} ms (goal: ${GOAL_MS} ms)`);
  say(`answers with a recipe after its deletion was acknowledged: ${ghosts} (goal: 0)`);
}

const words = (id: string) => ({
  title: `Apple pie ${id}`,
  ingredients: ['4 apple'],
  instructions: ['Bake.'],
});

/** @returns milliseconds from the acknowledgement to the first answer with it */
async function untilFound(service: MeasuredService, id: string, photo: Buffer): Promise<number> {
  await ask(service, 'PUT', id, JSON.stringify(words(id)));
  const acknowledgedAt = performance.now();
  while (!(await isFound(service, id, photo))) await delay(POLL_MS);
  return performance.now() - acknowledgedAt;
}

async function stillFound(service: MeasuredService, id: string, photo: Buffer): Promise<number> {
  await ask(service, 'DELETE', id);
  return (await isFound(service, id, photo)) ? 1 : 0;
}

async function isFound({ url }: MeasuredService, id: string, photo: Buffer): Promise<boolean> {
  const form = new FormData();
  form.append('image', new Blob([new Uint8Array(photo)]), 'a.jpg');
  const answer = await fetch(`${url}/v1/search/recipes?limit=100`, { method: 'POST', body: form });
  const { results } = (await answer.json()) as { results: { recipe: { id: string } }[] };
  return results.some(({ recipe }) => recipe.id === id);
}

async function ask({ url }: MeasuredService, method: string, id: string, body?: string): Promise<void> {
  const headers = {
    'x-api-key': ADMIN_KEY,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const answer = await fetch(`${url}/v1/recipes/${id}`, { method, headers, body: body ?? null });
  if (!answer.ok) throw new Error(`${method} ${id}: ${answer.status} ${await answer.text()}`);
}
