import type { RecipeWithPhotos } from '@seje/catalogue';
import { sha256 } from '@seje/core';

/** Hex digits of the hash of a recipe's photos. */
const DIGITS = 12;

/**
 * Value of a recipe's ETag: its revision, and with photos a hash of which they are, since a recipe is shown
 * with them. A write is compared by the revision alone: photos are written by themselves.
 */
export function recipeTag({ revision, photos }: Pick<RecipeWithPhotos, 'revision' | 'photos'>): string {
  if (photos.length === 0) return String(revision);
  const names = photos.map(({ id }) => id).join('/');
  return `${revision}-${sha256(names).slice(0, DIGITS)}`;
}

/** The part of it that a write is compared by. */
export function revisionIn(tag: string): string {
  return tag.split('-', 1)[0]!;
}
