import createClient from 'openapi-fetch';
import { KEY_HEADER, keyedFetch } from '../access/keyed-fetch.js';
import type { components, paths } from '../generated/api.js';
import { type Trouble, TroubleError, troubleOf, unreachable } from './trouble.js';

export type RecipeResult = components['schemas']['RecipeResult'];
export type ImageResult = components['schemas']['ImageResult'];
export type RecipeWithImages = components['schemas']['RecipeWithImages'];
export type RecipeResults = components['schemas']['RecipeResults'];
export type ImageResults = components['schemas']['ImageResults'];

/** The words of a recipe, as a query. */
export interface RecipeWords {
  readonly title: string;
  readonly ingredients: readonly string[];
  readonly instructions: readonly string[];
}

export interface SearchOptions {
  readonly limit: number;
  readonly signal?: AbortSignal;
}

const service = createClient<paths>({ fetch: keyedFetch });

/** @throws TroubleError */
export async function recipesFor(photo: Blob, { limit, signal }: SearchOptions): Promise<RecipeResults> {
  return answered(
    service.POST('/v1/search/recipes', {
      params: { query: { limit } },
      body: { image: photo },
      bodySerializer: () => {
        const form = new FormData();
        form.append('image', photo);
        return form;
      },
      signal,
    }),
  );
}

/** @throws TroubleError */
export async function photosFor(
  recipe: RecipeWords,
  { limit, signal }: SearchOptions,
): Promise<ImageResults> {
  const { title } = recipe;
  const body = { title, ingredients: [...recipe.ingredients], instructions: [...recipe.instructions] };
  return answered(service.POST('/v1/search/images', { params: { query: { limit } }, body, signal }));
}

/** A recipe of the catalogue. @throws TroubleError */
export async function recipeOf(id: string): Promise<RecipeWithImages> {
  return answered(service.GET('/v1/recipes/{id}', { params: { path: { id } } }));
}

/** A catalogue photo's file. @throws TroubleError */
export async function photoAt(url: string, signal?: AbortSignal): Promise<Blob> {
  const request = new Request(url, { signal });
  const response = await keyedFetch(request).catch((cause: unknown) => failed(unreachable(cause), cause));
  if (!response.ok) return failed(troubleOf(await response.json().catch(() => undefined), response));
  return response.blob();
}

/** Asks for the least that needs a key, with this one. @throws TroubleError where it is not good for searching */
export async function tryKey(key: string): Promise<void> {
  const params = { query: { limit: 1 } };
  await answered(service.GET('/v1/recipes', { params, headers: { [KEY_HEADER]: key }, fetch }));
}

async function answered<T>(
  request: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await request.catch((cause: unknown) =>
    failed(unreachable(cause), cause),
  );
  return data ?? failed(troubleOf(error, response));
}

function failed(trouble: Trouble, cause?: unknown): never {
  if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
  throw new TroubleError(trouble, { cause });
}
