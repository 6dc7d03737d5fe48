import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { MemoryCatalogue, type ReadReport, openRecipeSource } from './index.js';

const DATA = fileURLToPath(new URL('../../../../shared/data/public-domain-recipes', import.meta.url));

it('reads a real set in the layout of Recipe1M whole', async (ctx) => {
  if (!existsSync(DATA)) ctx.skip(`no real recipes at ${DATA}`);
  let report: ReadReport | undefined;
  const catalogue = await MemoryCatalogue.from(await openRecipeSource(DATA), (r) => (report = r));
  expect(report).toEqual({ recipes: 405, photos: 161, dropped: {}, examples: {} });
  expect([catalogue.size, catalogue.photoCount]).toEqual([405, 161]);
  const soup = await catalogue.recipe('a8ec3243c6');
  expect(soup).toMatchObject({ title: 'Älplermagronen (Alpine macaroni)', partition: 'train' });
  expect(await catalogue.recipeOfPhoto('aacd4c16fa.jpg')).toBe(soup);
});
