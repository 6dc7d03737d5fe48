import type { Test } from 'supertest';
import { DISHES, photoOf } from '../api/kitchen.js';
import { ADMIN_KEY, PATIENTLY, type RunningService } from '../api/running-service.js';
import { expect } from 'vitest';

/** Heartbeat and supervision of the queue, and the work itself. */
const UNTIL_FOUND = { ...PATIENTLY, timeout: 120_000 };
const KEY = { 'x-api-key': ADMIN_KEY };

/** Writes and reads that the tests of faults share. */
export class FaultRequests {
  constructor(private readonly service: () => RunningService) {}

  putRecipe(id: string, title = `Soup ${id}`): Test {
    const recipe = { title, ingredients: ['1 onion', '1 apple'], instructions: ['Simmer.'] };
    return this.service().request().put(`/v1/recipes/${id}`).set(KEY).send(recipe);
  }

  async putPhoto(id: string, photo: string, colour = DISHES[0]!.colour): Promise<Test> {
    const bytes = await photoOf({ ...DISHES[0]!, colour })
      .jpeg()
      .toBuffer();
    const path = `/v1/recipes/${id}/photos/${photo}`;
    return this.service().request().put(path).set(KEY).type('image/jpeg').send(bytes);
  }

  import(lines: string): Test {
    return this.service()
      .request()
      .post('/v1/recipes/import')
      .set(KEY)
      .type('application/x-ndjson')
      .send(lines);
  }

  post(path: string, body?: object): Test {
    return this.service().request().post(path).set(KEY).send(body);
  }

  get(path: string): Test {
    return this.service().request().get(path).set(KEY);
  }

  /** Waits until a job is over, for as long as another process may need to find it abandoned. */
  async over(id: string): Promise<Record<string, unknown>> {
    const job = async () => (await this.get(`/v1/admin/jobs/${id}`)).body as Record<string, unknown>;
    const states = new Set(['succeeded', 'failed', 'cancelled']);
    await expect.poll(async () => states.has(String((await job())['state'])), UNTIL_FOUND).toBe(true);
    return job();
  }

  /** Waits until a job runs. */
  async running(id: string): Promise<void> {
    const state = async () => (await this.get(`/v1/admin/jobs/${id}`)).body.state as string;
    await expect.poll(state, PATIENTLY).toBe('running');
  }
}

/** Recipes as lines of an import. */
export function linesOf(prefix: string, count: number): string {
  const line = (i: number): string =>
    JSON.stringify({
      id: `${prefix}-${i}`,
      title: `Soup ${i}`,
      ingredients: ['1 leek'],
      instructions: ['Stir.'],
    });
  return Array.from({ length: count }, (_, i) => line(i)).join('\n');
}
