import { SejeError } from '@seje/core';
import { type Backbone, openBackbone } from './backbone.js';

/** What the cache holds, where it is whole: a damaged or half-written file is made anew from the source. */
export async function openCachedBackbone(path: string): Promise<Backbone | undefined> {
  try {
    return await openBackbone(path);
  } catch (error) {
    if (error instanceof SejeError) return undefined;
    throw error;
  }
}
