import { type Matrix, Random, l2Normalised, matrixFromRows, rowOf } from '@seje/core';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GenerationVectors, buildGeneration } from '../generation/index.js';
import { DIMENSION, Workplace, bundle, options } from '../generation/generation.fixture.js';
import { ranksOf } from '../ranking/index.js';
import { randomVectors } from '../vector-index.contract.js';
import { chosenPairs } from './chosen-pairs.js';
import { type CataloguePair, compareGenerations, gateOf } from './index.js';

const RECIPES = 120;
const recipes = randomVectors(RECIPES, DIMENSION, { prefix: 'r' });
/** One photo a recipe, and a second one of the first recipe. */
const pairs: CataloguePair[] = recipes.ids.map((recipe) => ({ image: `${recipe}.jpg`, recipe }));
pairs.push({ image: 'r0-again.jpg', recipe: 'r0' });
const catalogue = { recipes: recipes.ids, pairs };

/** Photos that lie near their recipe, `noise` away from it. */
function photosOf(noise: number): Matrix {
  const random = Random.fromSeed(7);
  return matrixFromRows(
    pairs.map(({ recipe }) =>
      l2Normalised(
        rowOf(recipes.vectors, recipes.ids.indexOf(recipe)).map((x) => x + noise * random.normal()),
      ),
    ),
  );
}

let workplace: Workplace;
let root: string;
beforeAll(async () => {
  workplace = await Workplace.open();
  root = await workplace.root();
});
afterAll(() => workplace.remove());

/** @param count how many of the recipes, and of the photos, it holds */
async function generation(name: string, noise: number, count = pairs.length): Promise<GenerationVectors> {
  const images = photosOf(noise);
  const some = (ids: readonly string[], vectors: Matrix) => ({
    ids: ids.slice(0, count),
    vectors: matrixFromRows(ids.slice(0, count).map((_, row) => rowOf(vectors, row))),
  });
  const content = {
    ...bundle,
    bundleFingerprint: `bundle of ${name}`,
    recipes: some(recipes.ids, recipes.vectors),
    images: some(
      pairs.map(({ image }) => image),
      images,
    ),
  };
  await buildGeneration(root, content, { ...options, name });
  return GenerationVectors.open(join(root, name));
}

describe('compareGenerations and gateOf', () => {
  let good: GenerationVectors;
  beforeAll(async () => {
    good = await generation('good', 0.1);
  });
  const metrics = (findings: readonly { metric: string }[]): string[] => findings.map(({ metric }) => metric);

  it('ranks a photo a recipe, as the whole similarity matrix does', async () => {
    const report = await compareGenerations({ new: good, catalogue, seed: 1 });
    const chosen = chosenPairs(pairs, { most: 5000, seed: 1 });
    const images = await good.vectorsOf(
      'images',
      chosen.map(({ image }) => image),
    );
    const texts = await good.vectorsOf(
      'recipes',
      chosen.map(({ recipe }) => recipe),
    );
    const similarities = Float64Array.from({ length: RECIPES ** 2 }, (_, at) => {
      const [image, recipe] = [rowOf(images, Math.floor(at / RECIPES)), rowOf(texts, at % RECIPES)];
      return image.reduce((sum, x, c) => sum + x * recipe[c]!, 0);
    });
    const found = ranksOf(similarities).imageToRecipe.filter((rank) => rank <= 10).length;
    expect(report).toMatchObject({
      pairs: RECIPES,
      rankingJudged: true,
      embedded: { recipes: 1, images: 1 },
    });
    expect(report.new.ranking!.imageToRecipe.recallAt10).toBeCloseTo(found / RECIPES, 6);
    expect(report.old).toBeUndefined();
    expect(gateOf(report)).toEqual([]);
  });

  it('lets one through that is as good, and says that chance moved nothing', async () => {
    const again = await generation('again', 0.1);
    const report = await compareGenerations({ new: again, old: good, catalogue, seed: 1 });
    expect(report).toMatchObject({ recallError: 0, kept: { recipes: 1, images: 1 } });
    expect(report.new.ranking).toEqual(report.old!.ranking);
    expect(gateOf(report)).toEqual([]);
  });

  it('names what fell, with both values and the limit', async () => {
    const bad = await generation('bad', 5);
    const report = await compareGenerations({ new: bad, old: good, catalogue, seed: 1 });
    const findings = gateOf(report);
    expect(metrics(findings)).toEqual(['R@10', 'MedR image to recipe', 'MedR recipe to image']);
    const [recall, medianRank] = findings;
    expect(recall!.old).toBe(1);
    expect(recall!.limit).toBeCloseTo(1 - 0.02 - 2 * report.recallError!, 9);
    expect(recall!.new).toBeLessThan(0.5);
    expect(medianRank!.limit).toBeCloseTo(1 * 1.1 + 1, 9);
    expect(gateOf(await compareGenerations({ new: good, old: bad, catalogue, seed: 1 }))).toEqual([]);
  });

  it('does not blame the bundle that answers already for what became of the catalogue', async () => {
    const bad = await generation('worse', 5);
    const report = await compareGenerations({ new: bad, old: good, catalogue, seed: 1 });
    const sameBundle = {
      ...report,
      new: { ...report.new, bundleFingerprint: report.old!.bundleFingerprint },
    };
    expect(gateOf(sameBundle)).toEqual([]);
    const deaf = { ...sameBundle.new, recallAt10: { recipes: 0.89, images: 1 } };
    expect(metrics(gateOf({ ...sameBundle, new: deaf }))).toEqual(['recall@10 of the index of recipes']);
  });

  it('allows for chance where pairs are few', async () => {
    const report = await compareGenerations({ new: good, old: good, catalogue, seed: 1 });
    const ranking = report.new.ranking!;
    const fallen = { ...ranking, imageToRecipe: { ...ranking.imageToRecipe, recallAt10: 0.9 } };
    const changed = { ...report, new: { ...report.new, bundleFingerprint: 'another', ranking: fallen } };
    expect(metrics(gateOf(changed))).toEqual(['R@10']);
    expect(gateOf({ ...changed, recallError: 0.02 })).toEqual([]);
  });

  it('notices recipes and photos that are missing', async () => {
    const partial = await generation('partial', 0.1, 110);
    const report = await compareGenerations({ new: partial, old: good, catalogue, seed: 1 });
    expect(report.embedded).toEqual({ recipes: 110 / 120, images: 110 / 121 });
    expect(report.kept).toEqual(report.embedded);
    expect(report.pairs).toBe(110);
    expect(metrics(gateOf(report))).toEqual([
      'share of the recipes indexed so far',
      'share of the images indexed so far',
    ]);
  });

  it('does not blame it for what the catalogue has no more, or never had indexed', async () => {
    const partial = await generation('smaller', 0.1, 110);
    const shrunk = { recipes: recipes.ids.slice(0, 110), pairs: pairs.slice(0, 110) };
    const report = await compareGenerations({ new: partial, old: good, catalogue: shrunk, seed: 1 });
    expect(gateOf(report)).toEqual([]);
    const grown = await compareGenerations({ new: good, old: partial, catalogue, seed: 1 });
    expect(grown.kept).toEqual({ recipes: 1, images: 1 });
    expect(gateOf(grown)).toEqual([]);
  });

  it('does not judge ranking on fewer than 20 pairs, and says so', async () => {
    const few = { recipes: recipes.ids.slice(0, 19), pairs: pairs.slice(0, 19) };
    const bad = await generation('few', 5);
    const report = await compareGenerations({ new: bad, old: good, catalogue: few, seed: 1 });
    expect(report).toMatchObject({ pairs: 19, rankingJudged: false });
    expect(report.new.ranking).toBeUndefined();
    expect(gateOf(report)).toEqual([]);
  });

  it('asks for the recall that the experiment asks for', async () => {
    const report = await compareGenerations({ new: good, catalogue, seed: 1 });
    const deaf = { ...report, new: { ...report.new, recallAt10: { recipes: 0.89, images: 1 } } };
    expect(gateOf(deaf)).toEqual([{ metric: 'recall@10 of the index of recipes', new: 0.89, limit: 0.9 }]);
  });
});

describe('chosenPairs', () => {
  it('takes at most so many, never two of one recipe, the same for the same seed', () => {
    const chosen = chosenPairs(pairs, { most: 50, seed: 3 });
    expect(chosen).toHaveLength(50);
    expect(new Set(chosen.map(({ recipe }) => recipe)).size).toBe(50);
    expect(chosenPairs(pairs, { most: 50, seed: 3 })).toEqual(chosen);
    expect(chosenPairs(pairs, { most: 50, seed: 4 })).not.toEqual(chosen);
  });
});

describe('GenerationVectors', () => {
  it('reads vectors by id, in the order asked for, and refuses an id it has not', async () => {
    const vectors = await (await generation('read', 0.1)).vectorsOf('recipes', ['r5', 'r0']);
    expect(rowOf(vectors, 0)).toEqual(rowOf(recipes.vectors, 5));
    expect(rowOf(vectors, 1)).toEqual(rowOf(recipes.vectors, 0));
    const opened = await GenerationVectors.open(join(root, 'read'));
    await expect(opened.vectorsOf('recipes', ['nobody'])).rejects.toMatchObject({ code: 'VECTOR_INVALID' });
  });
});
