import { describe, expect, it } from 'vitest';
import { BASES } from './dishes/base.js';
import { CUISINES } from './dishes/cuisine.js';
import { DISH_KINDS } from './dishes/dish-kinds.js';
import { type KitchenRecipe, kitchenRecipes } from './kitchen-recipes.js';
import { type Difficulty, KITCHEN_SETTINGS } from './kitchen-settings.js';
import { PANTRY } from './pantry/pantry.js';
import { SpriteAtlas } from './photo/sprite-atlas.js';

const recipesOf = (difficulty: Difficulty, recipes: number): KitchenRecipe[] => [
  ...kitchenRecipes({ recipes, seed: 5, settings: KITCHEN_SETTINGS[difficulty] }),
];
const easy = recipesOf('easy', 400);
const hard = recipesOf('hard', 400);

const visibleIds = (recipe: KitchenRecipe): string[] => recipe.dish.visible.map((item) => item.ingredient.id);
const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

describe('the pantry', () => {
  it('has a drawing for every visible ingredient, at least 80 in all', async () => {
    const atlas = await SpriteAtlas.open();
    const sprites = new Set(PANTRY.flatMap((ingredient) => ingredient.forms.map((form) => form.sprite)));
    for (const sprite of sprites) {
      const { pixels } = await atlas.piece(sprite, 24, 0);
      expect(
        pixels.some((level) => level > 0),
        sprite,
      ).toBe(true);
    }
    expect(PANTRY.filter((ingredient) => ingredient.forms.length > 0).length).toBeGreaterThan(80);
    expect(new Set(PANTRY.map((ingredient) => ingredient.id)).size).toBe(PANTRY.length);
  });

  it('knows every base and kind that dishes name', () => {
    const bases = new Set(BASES.map((base) => base.id));
    for (const kind of DISH_KINDS) for (const base of kind.bases) expect(bases).toContain(base);
    const kinds = new Set(DISH_KINDS.map((kind) => kind.id));
    for (const { kinds: named } of CUISINES) for (const kind of named) expect(kinds).toContain(kind);
  });
});

describe.each([
  ['easy', easy],
  ['hard', hard],
] as const)('a kitchen, %s', (difficulty, recipes) => {
  it('writes 3 to 10 sentences and names an entity for every line but headings', () => {
    for (const { text } of recipes) {
      expect(text.instructions.length).toBeGreaterThanOrEqual(3);
      expect(text.instructions.length).toBeLessThanOrEqual(10);
      for (const line of text.lines) {
        expect(line.text).not.toBe('');
        if (line.entity === undefined) expect(line.recognised).toBe(false);
      }
    }
    expect(recipes.some(({ text }) => text.lines.some((line) => line.entity === undefined))).toBe(true);
  });

  it('leaves no markup or empty place in the text', () => {
    for (const { text } of recipes) {
      expect([text.title, ...text.instructions].join('\n')).not.toMatch(/[[\]<>{}]|undefined| {2}/);
      expect(text.actions.length).toBeGreaterThan(2);
      expect(text.utensils.length).toBeGreaterThan(0);
    }
  });

  it('shows only what the recipe has, except what truth calls misleading', () => {
    for (const recipe of recipes) {
      const entities = recipe.text.lines.map((line) => line.entity?.id);
      for (const { scene, truth } of recipe.photos) {
        for (const { id } of scene.pieces) expect([...entities, ...truth.misleading]).toContain(id);
        for (const id of truth.misleading) expect(entities).not.toContain(id);
        expect([...Object.keys(truth.pieces), ...truth.buried].sort()).toEqual(visibleIds(recipe).sort());
        for (const [id, count] of Object.entries(truth.pieces)) {
          expect(scene.pieces.filter((piece) => piece.id === id)).toHaveLength(count);
        }
      }
    }
  });

  it('has the photos per recipe that its weights say', () => {
    const weights = KITCHEN_SETTINGS[difficulty].photos.perRecipe;
    const expected = weights.reduce((sum, weight, i) => sum + weight * (i + 1), 0);
    expect(meanOf(recipes.map((recipe) => recipe.photos.length))).toBeCloseTo(expected, 0);
  });
});

describe('difficulty', () => {
  it('is in families: members of one share all but the swapped ingredients', () => {
    const { families, swaps } = KITCHEN_SETTINGS.hard.dishes;
    expect(easy.every((recipe) => recipe.dish.family === undefined)).toBe(true);
    const byFamily = Map.groupBy(hard, (recipe) => recipe.dish.family);
    expect(byFamily.size).toBeLessThanOrEqual(families);
    for (const members of byFamily.values()) {
      const [first, ...others] = members;
      for (const other of others) {
        const unshared = visibleIds(other).filter((id) => !visibleIds(first!).includes(id));
        expect(unshared.length).toBeLessThanOrEqual(2 * swaps[1]);
        expect(other.dish.base).toBe(first!.dish.base);
      }
    }
  });

  it('is in misleading pieces, buried ingredients and synonyms', () => {
    const photos = (recipes: KitchenRecipe[]) => recipes.flatMap((recipe) => recipe.photos);
    const misleading = (recipes: KitchenRecipe[]) =>
      meanOf(photos(recipes).map((p) => p.truth.misleading.length));
    const buried = (recipes: KitchenRecipe[]) => meanOf(photos(recipes).map((p) => p.truth.buried.length));
    const synonyms = (recipes: KitchenRecipe[]) =>
      meanOf(
        recipes.flatMap(({ text }) =>
          text.lines.map(({ entity }) => {
            const usual = PANTRY.find((ingredient) => ingredient.id === entity?.id)?.names[0];
            return usual !== undefined && entity!.text !== usual.one && entity!.text !== usual.many ? 1 : 0;
          }),
        ),
      );
    expect(misleading(easy)).toBe(0);
    expect(misleading(hard)).toBeGreaterThan(0.1);
    expect(buried(easy)).toBe(0);
    expect(buried(hard)).toBeGreaterThan(0.1);
    expect(synonyms(hard)).toBeGreaterThan(1.5 * synonyms(easy));
  });

  it('lets amounts decide how many pieces an easy photo shows', () => {
    const pieces = (amount: number): number =>
      meanOf(
        easy.flatMap((recipe) =>
          recipe.dish.visible
            .filter((item) => item.amount === amount)
            .map((item) => recipe.photos[0]!.truth.pieces[item.ingredient.id]! / item.ingredient.pieces),
        ),
      );
    expect(pieces(4)).toBeGreaterThan(1.5 * pieces(1));
  });

  it('gives easy dishes that differ from each other', () => {
    const signatures = easy.map((r) =>
      [r.dish.base.id, ...r.dish.visible.map((v) => v.form.sprite).sort()].join(),
    );
    expect(new Set(signatures).size).toBe(easy.length);
  });
});
