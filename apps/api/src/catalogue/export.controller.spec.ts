import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { RecipeWithPhotos } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { afterEach, describe, expect, it } from 'vitest';
import { ProblemFilter } from '../http/problem.filter.js';
import { CatalogueAccess } from './catalogue-access.js';
import { ExportController } from './export.controller.js';

const soup = (number: number): RecipeWithPhotos => ({
  id: `r${number}`,
  title: 'Soup',
  ingredients: ['x'.repeat(1_000)],
  instructions: [],
  tags: [],
  revision: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  photos: [],
});

let app: NestFastifyApplication;
afterEach(() => app.close());

/** The export of a catalogue whose database is gone after so many recipes. */
async function exported(recipes: number, counted: { read: number } = { read: 0 }): Promise<Response> {
  async function* read(): AsyncGenerator<RecipeWithPhotos> {
    for (let number = 0; number < recipes; number++) {
      counted.read++;
      yield soup(number);
    }
    throw new SejeError('DATABASE_FAILED', { message: 'gone' });
  }
  const module = await Test.createTestingModule({
    controllers: [ExportController],
    providers: [{ provide: CatalogueAccess, useValue: { store: { export: read } } }],
  }).compile();
  app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  app.useGlobalFilters(new ProblemFilter());
  await app.listen(0, '127.0.0.1');
  return fetch(`${await app.getUrl()}/v1/recipes/export`);
}

describe('an export whose database is gone', () => {
  it('before it has begun is answered 503', async () => {
    const response = await exported(0);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'DATABASE_FAILED' });
  });

  it('on its way is cut off, not ended as if it were whole', async () => {
    const response = await exported(2_000);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });
});

describe('an export that nobody takes', () => {
  it('is not read on', async () => {
    const counted = { read: 0 };
    const response = await exported(100_000, counted);
    const reader = response.body!.getReader();
    await reader.read();
    await expect.poll(async () => counted.read, { interval: 200 }).toBeGreaterThan(0);
    await new Promise((wait) => setTimeout(wait, 200));
    expect(counted.read).toBeLessThan(50_000);
    await reader.cancel();
  });
});
