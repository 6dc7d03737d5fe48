import { untrack } from 'svelte';
import { visitKey } from './visit-key.svelte.js';

export const KEY_HEADER = 'x-api-key';
/** Statuses of answers that want a key, or another one. */
const WANTS_KEY = new Set([401, 403]);

/** `fetch` with the key of this visit, for this service alone; where that is not enough, the visitor is asked. */
export async function keyedFetch(request: Request): Promise<Response> {
  // What asks in an effect does not ask again because the key is gone.
  const held = untrack(() => visitKey.value);
  const key = new URL(request.url).origin === location.origin ? held : undefined;
  if (key !== undefined) request.headers.set(KEY_HEADER, key);
  const response = await fetch(request);
  if (wantsKey(response)) visitKey.refused(key);
  return response;
}

export function wantsKey({ status }: Response): boolean {
  return WANTS_KEY.has(status);
}
