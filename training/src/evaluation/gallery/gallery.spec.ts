import { type RankedBag, evaluateRetrieval, loopProduct as product } from '@seje/retrieval';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { embeddedPairs } from '../embedded-pairs.fixture.js';
import type { EmbeddedPairs } from '../embedded-pairs.js';
import { galleryPage } from './gallery-page.js';
import { galleryQueries } from './gallery-queries.js';
import { sampleQueries } from './gallery-sample.js';

async function evaluated(pairs: EmbeddedPairs) {
  const bags: RankedBag[] = [];
  const options = { bagSize: 40, bags: 1, seed: 1, onBag: (bag: RankedBag) => void bags.push(bag) };
  return { report: await evaluateRetrieval(pairs.embeddings, options), bag: bags[0]! };
}

it('draws hits and misses by seed, and fills up with the other kind', () => {
  const ranks = Float64Array.from({ length: 100 }, (_, i) => (i < 3 ? 50 : 1 + (i % 5)));
  const options = { queries: 10, seed: 1, label: 'x' };
  const { hits, misses } = sampleQueries(ranks, options);
  expect([hits.length, misses.length]).toEqual([7, 3]);
  expect(misses.every((place) => place < 3)).toBe(true);
  expect(sampleQueries(ranks, options)).toEqual({ hits, misses });
  expect(sampleQueries(ranks, { ...options, seed: 2 })).not.toEqual({ hits, misses });
  const few = sampleQueries(Float64Array.of(1, 9), options);
  expect([few.hits, few.misses]).toEqual([[0], [1]]);
});

it('shows where the right one landed', async () => {
  const pairs = embeddedPairs(60, { noise: 1.5 });
  const { bag } = await evaluated(pairs);
  for (const direction of ['imageToRecipe', 'recipeToImage'] as const) {
    const queries = await galleryQueries(pairs, bag, { direction, queries: 8, seed: 1, product });
    expect(queries).toHaveLength(8);
    for (const { pair, rank, found } of queries) {
      expect(found).toHaveLength(5);
      expect(found.map(({ truth }) => truth).indexOf(true)).toBe(rank <= 5 ? rank - 1 : -1);
      expect(found.filter((item) => item.truth).every((item) => item.pair === pair)).toBe(true);
    }
  }
});

it('is a page by itself, all text escaped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seje-gallery-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'dish.jpg');
  await sharp({ create: { width: 300, height: 200, channels: 3, background: 'tomato' } }).toFile(path);
  const plain = embeddedPairs(40);
  const pairs = {
    ...plain,
    pairs: plain.pairs.map(({ recipe, category }) => ({
      recipe: { ...recipe, title: '<script>alert("x")</script>', ingredients: ["<b>eggs' & ham</b>"] },
      photo: { id: 'dish.jpg', path },
      category,
    })),
  };
  const options = { ...(await evaluated(pairs)), title: 'Soups & <more>', queries: 4, seed: 1, product };
  const page = await galleryPage(pairs, options);
  expect(page).not.toMatch(/<script|<b>|(?:src|href)="(?!data:image\/jpeg)/u);
  expect(page).toContain('<title>Soups &amp; &lt;more&gt;</title>');
  expect(page.match(/<section/gu)).toHaveLength(8);
  const [missing] = pairs.pairs;
  const without = {
    ...pairs,
    pairs: pairs.pairs.map(() => ({ ...missing!, photo: { id: 'x', path: 'x' } })),
  };
  await expect(galleryPage(without, options)).rejects.toMatchObject({ code: 'PHOTO_UNREADABLE' });
});
