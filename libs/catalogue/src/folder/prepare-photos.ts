import { readFile, stat } from 'node:fs/promises';
import { type ErrorCode, type PhotoRef, SejeError, messageOf, sha256 } from '@seje/core';
import { keepPhoto } from '../photos/keep-photo.js';
import type { CleanPhoto } from '../photos/photo-cleaning.js';
import type { PhotoStore } from '../photos/photo-store.js';
import type { PhotoSource } from './folder-ledger.js';

/** Photos read and cleaned at once: one in the engine's hands, the next ones ready. */
const AT_ONCE = 4;

/** Codes that blame one photo; any other failure ends the pass. */
const PHOTO_REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FILE_NOT_FOUND',
  'PHOTO_EMPTY',
  'PHOTO_UNREADABLE',
  'PHOTO_TYPE_REFUSED',
  'PHOTO_TOO_LARGE',
]);

export interface PreparingParts {
  readonly photos: PhotoStore;
  readonly clean: CleanPhoto;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads and cleans photos of the folder, a few at a time. One whose file is as it was is not cleaned again:
 * by path, size and time of change it is not even read, by the hash of its bytes it is read only.
 * @param known what each was when it was taken last
 * @returns in the order of `photos`; an error where a photo's file is to blame
 */
export async function preparePhotos(
  photos: readonly { readonly ref: PhotoRef; readonly known: PhotoSource | undefined }[],
  parts: PreparingParts,
): Promise<(PhotoSource | SejeError)[]> {
  const prepared: (PhotoSource | SejeError)[] = [];
  const queue = photos.entries();
  const work = async (): Promise<void> => {
    for (const [i, { ref, known }] of queue) {
      parts.signal?.throwIfAborted();
      prepared[i] = await prepareOne(ref, known, parts).catch(refusal);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return prepared;
}

async function prepareOne(
  { path }: PhotoRef,
  known: PhotoSource | undefined,
  { photos, clean }: PreparingParts,
): Promise<PhotoSource> {
  const { size, mtimeMs: changed } = await stat(path).catch(fileGone(path));
  const there = known !== undefined && (await photos.has(known.cleaned.content)) ? known : undefined;
  if (there?.path === path && there.size === size && there.changed === changed) return there;
  const bytes = await readFile(path).catch(fileGone(path));
  const hash = sha256(bytes);
  const cleaned = there?.hash === hash ? there.cleaned : await keepPhoto(photos, await clean(bytes));
  return { path, size, changed, hash, cleaned };
}

function refusal(error: unknown): SejeError {
  if (error instanceof SejeError && PHOTO_REFUSALS.has(error.code)) return error;
  throw error;
}

function fileGone(path: string): (error: unknown) => never {
  return (error) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `The photo ${path} cannot be read`,
      found: messageOf(error),
      cause: error,
    });
  };
}
