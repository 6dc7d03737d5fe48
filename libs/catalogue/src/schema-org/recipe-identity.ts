import { type Partition, sha256 } from '@seje/core';
import { type Node, isNode, listOf } from './json-ld.js';

/** Letters, digits, `.`, `_` and `-`: safe in an address and as a file name. */
const SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;
const SLUG_LENGTH = 48;
const HASH_LENGTH = 10;

/** Shares of the ids that go to train and to train + val; the rest is test. */
const TRAIN_SHARE = 0.8;
const TRAIN_AND_VAL_SHARE = 0.9;
/** Changing it deals all catalogues anew, and makes their bundles incomparable. */
const PARTITION_SEED = 1;

/**
 * The id that a recipe has at its publisher: `@id`, else `identifier`, else `url`, else the place it was
 * read from (file name, and its number there where a file holds several). The same recipe keeps its id
 * when others are added. One that is safe stays as it is; any other becomes `<slug>-<hash>`: its last
 * readable part and ten hexadecimal digits of its SHA-256.
 */
export function recipeId(recipe: Node, place: string): string {
  const name = [recipe['@id'], recipe['identifier'], recipe['url']].map(nameOf).find(Boolean) ?? place;
  if (SAFE.test(name)) return name;
  const readable = name.split(/[/?#:]+/).findLast((part) => /[\p{L}\p{N}]{2}/u.test(part)) ?? 'recipe';
  const slug = readable
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_LENGTH)
    .replaceAll(/^-|-$/g, '');
  return `${slug || 'recipe'}-${sha256(name).slice(0, HASH_LENGTH)}`;
}

/** A recipe's page, where it is an address on the web. */
export function recipeUrl(recipe: Node): string | undefined {
  return [recipe['url'], recipe['mainEntityOfPage'], recipe['@id']]
    .map(nameOf)
    .find((name) => name !== undefined && /^https?:\/\//.test(name));
}

/** 80 / 10 / 10, decided by a seeded hash of the id alone: it never moves when the catalogue grows. */
export function partitionOf(id: string): Partition {
  const share = Number.parseInt(sha256(`${PARTITION_SEED}/${id}`).slice(0, 8), 16) / 2 ** 32;
  if (share < TRAIN_SHARE) return 'train';
  return share < TRAIN_AND_VAL_SHARE ? 'val' : 'test';
}

/** A name in any of its shapes: text, number, reference, PropertyValue; blank nodes and fragments name nothing. */
function nameOf(value: unknown): string | undefined {
  for (const item of listOf(value)) {
    const name = isNode(item) ? (item['value'] ?? item['@id'] ?? item['url']) : item;
    if (typeof name === 'number') return String(name);
    if (typeof name === 'string' && name.trim() !== '' && !/^(_:|#)/.test(name.trim())) return name.trim();
  }
  return undefined;
}
