import { keyTermsOf } from '@seje/preprocessing';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { KITCHEN_SETTINGS } from '../data/kitchen/index.js';
import { type ReadKitchenRecipe, SAME_TERM, type SameTerm, agreement, readKitchen } from './kitchen-terms.js';

let read: ReadKitchenRecipe[];
beforeAll(async () => {
  read = await readKitchen({ recipes: 300, seed: 11, settings: KITCHEN_SETTINGS.easy });
});

describe('key terms on the synthetic kitchen', () => {
  it('finds the cooking actions', () => {
    const { f1 } = agreement(read, 'action');
    console.log(`cooking actions: F1 ${f1.toFixed(3)}`);
    expect(f1).toBeGreaterThanOrEqual(0.9);
  });

  it('finds the utensils by their whole names', () => {
    const f1 = (same: SameTerm): number => agreement(read, 'utensil', same).f1;
    const figures = Object.entries(SAME_TERM).map(([name, same]) => `${name} ${f1(same).toFixed(3)}`);
    console.log(`utensils: F1 ${figures.join(', ')}`);
    expect(f1(SAME_TERM.name)).toBeGreaterThanOrEqual(0.9);
  });

  it('has each key term once: entities first, then actions and utensils as they appear', () => {
    for (const { terms } of read) {
      const keyTerms = [...keyTermsOf(terms)];
      expect(keyTerms.slice(0, terms.entities.length)).toEqual(terms.entities);
      const all = new Set([terms.title, ...terms.ingredients, ...terms.sentences].flat());
      for (const term of keyTerms) expect(all).toContain(term);
    }
  });
});

describe('training/lexicon/generate.mjs', () => {
  it('gives the committed lexicon', async () => {
    const script = fileURLToPath(new URL('../../lexicon/generate.mjs', import.meta.url));
    await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toBeDefined();
  });
});
