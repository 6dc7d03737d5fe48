import { join, posix, relative, sep } from 'node:path';
import { isFile } from '../file-state.js';
import { isNode, listOf } from './json-ld.js';

/** Folders beside the documents in which a photo is looked for by its file name. */
const PHOTO_FOLDERS = ['.', 'images', 'photos'];

/** What an `image` field names, in order: text, list, or ImageObject with `url` or `contentUrl`. */
export function imageReferences(image: unknown): string[] {
  return listOf(image).flatMap((item) => {
    if (typeof item === 'string') return item.trim() === '' ? [] : [item.trim()];
    if (!isNode(item)) return [];
    const fields = [item['contentUrl'], item['url'], item['@id']].map(imageReferences);
    return fields.find((found) => found.length > 0) ?? [];
  });
}

export type LocalPhoto = { readonly path: string } | { readonly reason: 'missing' | 'outside' };

/**
 * The file on disk that a reference means: a path from the folder, or, for an address on the web, the
 * file of that name in the folder, `images/` or `photos/`. Nothing outside the folder is ever taken.
 */
export async function localPhoto(folder: string, reference: string): Promise<LocalPhoto> {
  let outside = false;
  for (const candidate of candidates(reference)) {
    const path = join(folder, candidate);
    const inside = relative(folder, path);
    if (inside.split(sep)[0] === '..') outside = true;
    else if (inside !== '' && (await isFile(path))) return { path };
  }
  return { reason: outside ? 'outside' : 'missing' };
}

export function isRemote(reference: string): boolean {
  return /^(https?:)?\/\//.test(reference);
}

function candidates(reference: string): string[] {
  if (reference.startsWith('data:')) return [];
  const path = isRemote(reference) || reference.startsWith('file:') ? pathOfUrl(reference) : reference;
  const names = [...new Set([path, decoded(path)])];
  const byName = names.flatMap((name) => PHOTO_FOLDERS.map((folder) => join(folder, posix.basename(name))));
  return isRemote(reference) ? byName : [...names, ...byName];
}

function pathOfUrl(reference: string): string {
  return URL.canParse(reference, 'https://localhost') ? new URL(reference, 'https://localhost').pathname : '';
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
