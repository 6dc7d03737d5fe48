import { DISHES, photoOf } from '../../api/kitchen.js';
import type { PlannedRequest } from './plan.js';

const BOUNDARY = 'seje-load';

/** A search for each dish's photo: a JPEG of 320 x 240. */
export async function photoSearches(): Promise<PlannedRequest[]> {
  return Promise.all(DISHES.map(async (dish) => photoSearch(await photoOf(dish).jpeg().toBuffer())));
}

/** @param photo encoded file */
export function photoSearch(photo: Uint8Array): PlannedRequest {
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="image"; filename="dish.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`;
  return {
    kind: 'photo search',
    method: 'POST',
    path: '/v1/search/recipes',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat([Buffer.from(head), photo, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  };
}

/** A search with each dish's recipe. */
export function recipeSearches(): PlannedRequest[] {
  return DISHES.map(({ title, ingredients }) => ({
    kind: 'recipe search',
    method: 'POST',
    path: '/v1/search/images',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ title, ingredients })),
  }));
}
