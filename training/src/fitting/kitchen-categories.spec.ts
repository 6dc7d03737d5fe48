import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KITCHEN_SETTINGS } from '../data/kitchen/index.js';
import { experimentOf } from '../experiment.js';
import { type CategorisedDish, categoriseKitchen, categoryAccuracy } from './kitchen-categories.js';

const dish = (held: 'train' | 'out', category: number, kind: string): CategorisedDish => ({
  held,
  category,
  kind,
});

describe('category accuracy', () => {
  it('reads a category as the kind of most of its train recipes', () => {
    const train = [
      dish('train', 1, 'soup'),
      dish('train', 1, 'soup'),
      dish('train', 1, 'stew'),
      dish('train', 0, 'pizza'),
      dish('train', 2, 'pizza'),
      dish('train', 0, 'pizza'),
    ];
    const out = [
      dish('out', 1, 'soup'),
      dish('out', 1, 'stew'), // its category is mostly soups
      dish('out', 0, 'pizza'),
      dish('out', 3, 'pizza'), // no train recipe has that category: the most frequent kind
    ];
    expect(categoryAccuracy([...train, ...out])).toEqual({
      recipes: 4,
      named: 3 / 4,
      namedOfTrain: 4 / 6,
      accuracy: 3 / 4,
      accuracyOfTrain: 5 / 6,
      accuracyOfNamed: 2 / 3,
      mostFrequent: 1 / 2,
    });
  });

  it('is far above the most frequent kind in a kitchen', async () => {
    const out = await mkdtemp(join(tmpdir(), 'seje-categories-'));
    const { categories: settings } = experimentOf({ name: 'test', categories: { minTrain: 3 } });
    const plan = { recipes: 400, seed: 2, settings: KITCHEN_SETTINGS.easy };
    const { dishes, categories } = await categoriseKitchen(plan, settings, out);
    await rm(out, { recursive: true });
    expect(categories).toBeGreaterThan(10);
    const { accuracyOfNamed, mostFrequent } = categoryAccuracy(dishes);
    expect(accuracyOfNamed).toBeGreaterThan(3 * mostFrequent);
  });
});
