import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readAll } from '../test/written-folder.js';
import { openRecipeSource } from './index.js';

const DATA = fileURLToPath(new URL('../../../../shared/data/public-domain-recipes', import.meta.url));

it('reads a real set in the layout of Recipe1M whole', async (ctx) => {
  if (!existsSync(DATA)) ctx.skip(`no real recipes at ${DATA}`);
  const { records, report } = await readAll(await openRecipeSource(DATA));
  expect(report).toEqual({ recipes: 405, photos: 161, dropped: {}, examples: {} });
  const photos = records.flatMap((recipe) => recipe.photos.map(({ id }) => ({ id, recipe })));
  expect([new Set(records.map(({ id }) => id)).size, photos.length]).toEqual([405, 161]);
  const soup = records.find(({ id }) => id === 'a8ec3243c6');
  expect(soup).toMatchObject({ title: 'Älplermagronen (Alpine macaroni)', partition: 'train' });
  expect(photos.find(({ id }) => id === 'aacd4c16fa.jpg')?.recipe).toBe(soup);
});
