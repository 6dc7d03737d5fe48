import { DISHES, photoOf } from '../../api/kitchen.js';
import type { PlannedRequest } from '../generator/plan.js';
import { photoSearches, recipeSearches } from '../generator/search-requests.js';

/** Recipes that are written again and again, each with two contents in turn. */
const WRITTEN = 40;
/** Recipes that come and go. */
const PASSING = 5;
/** Searches between two writes. */
const SEARCHES = 9;
const WORDS = ['apple', 'beet', 'leek', 'rice', 'cheese'];

/**
 * Nine searches in ten, for photos and recipes in turn; the rest writes: recipes, their photos, and recipes
 * that are deleted half a turn after they came. The first turn's photos belong to recipes that
 * `writtenRecipes` makes.
 * @param key of a client that may write
 */
export async function mixedRequests(key: string): Promise<PlannedRequest[]> {
  const searches = (await photoSearches()).flatMap((photo, i) => [photo, recipeSearches()[i]!]);
  const writes = await writesOfOneTurn();
  let next = 0;
  return writes.flatMap((write) => [
    ...Array.from({ length: SEARCHES }, () => searches[next++ % searches.length]!),
    withKey(write, key),
  ]);
}

/** Makes the recipes that the others write to. */
export function writtenRecipes(key: string): PlannedRequest[] {
  return Array.from({ length: WRITTEN }, (_, i) => withKey(putRecipe(`soak-${i}`, 0), key));
}

function withKey(request: PlannedRequest, key: string): PlannedRequest {
  return { ...request, headers: { ...request.headers, 'x-api-key': key } };
}

async function writesOfOneTurn(): Promise<PlannedRequest[]> {
  const photos = await Promise.all(DISHES.map(async (dish) => photoOf(dish).jpeg().toBuffer()));
  const half = (version: number): PlannedRequest[] => [
    ...Array.from({ length: PASSING }, (_, i) =>
      version === 1 ? putRecipe(`passing-${i}`, 0) : deleteRecipe(`passing-${i}`),
    ),
    ...Array.from({ length: WRITTEN }, (_, i) => [
      putRecipe(`soak-${i}`, version),
      putPhoto(`soak-${i}`, photos[(i + version) % photos.length]!),
    ]).flat(),
  ];
  return [...half(1), ...half(0)];
}

function putRecipe(id: string, version: number): PlannedRequest {
  const ingredients = [version, version + 3].map((word) => WORDS[word]!);
  const body = { title: ingredients.join(' and '), ingredients, instructions: ['Fry and stir.'] };
  return {
    kind: 'recipe write',
    method: 'PUT',
    path: `/v1/recipes/${id}`,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function deleteRecipe(id: string): PlannedRequest {
  return { kind: 'recipe deletion', method: 'DELETE', path: `/v1/recipes/${id}`, headers: {} };
}

function putPhoto(recipe: string, photo: Uint8Array): PlannedRequest {
  return {
    kind: 'photo write',
    method: 'PUT',
    path: `/v1/recipes/${recipe}/photos/${recipe}.jpg`,
    headers: { 'content-type': 'image/jpeg' },
    body: photo,
  };
}
