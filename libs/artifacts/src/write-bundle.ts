import {
  SejeError,
  fsyncDirectory,
  fsyncTree,
  isThere,
  messageOf,
  publishDirectory,
  sha256OfFile,
  writeFileDurably,
} from '@seje/core';
import { copyFile, link, mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundlePlaces, type BundlePlaces } from './bundle-places.js';
import {
  BUNDLE_FILES,
  BUNDLE_FORMAT,
  MANIFEST_FILE,
  OPTIONAL_BUNDLE_FILES,
  type BundleFileName,
  type Manifest,
  type OptionalBundleFileName,
} from './manifest.js';
import { manifestText } from './manifest-text.js';

/** Content of one file of a bundle. */
export type BundleContent =
  | { readonly bytes: Uint8Array }
  | {
      readonly path: string;
      /** Hard-link where the file system can, else copy: only for files that are never changed in place. */
      readonly link?: boolean;
    };

export interface BundleParts {
  /** All of the manifest except what is found out by writing. */
  readonly manifest: Omit<Manifest, 'format' | 'files' | 'contentSha256'>;
  readonly files: Readonly<Record<BundleFileName, BundleContent>> &
    Readonly<Partial<Record<OptionalBundleFileName, BundleContent>>>;
  /** Replace a bundle that is there. Off: it is refused. */
  readonly replace?: boolean;
}

const FILE_NAMES = [...Object.values(BUNDLE_FILES), ...Object.values(OPTIONAL_BUNDLE_FILES)];

/** Links that a file system refuses, so that copying is the answer. */
const CANNOT_LINK = new Set(['EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Writes a bundle so that `directory` is either not there, the old bundle or the new one, whole, at every
 * moment: built aside, checksummed, fsynced, renamed. While an old one is replaced it waits beside under a
 * hidden name, where `openBundle` finds it if the process dies between the two renames. One writer at a time.
 * @throws SejeError BUNDLE_INVALID (a bundle is there and `replace` is off), FILE_NOT_FOUND, DISK_WRITE_FAILED
 */
export async function writeBundle(directory: string, parts: BundleParts): Promise<void> {
  const places = bundlePlaces(directory);
  await recoverFromCrash(places);
  const old = await occupied(places.final, parts.replace === true);
  try {
    await build(places.building, parts);
    await fsyncTree(places.building);
    if (old) await rename(places.final, places.previous);
    await publishDirectory(places.building, places.final);
  } catch (error) {
    await rm(places.building, { recursive: true, force: true });
    await recoverFromCrash(places);
    throw error instanceof SejeError ? error : writeFailed(places.final, error);
  }
  await rm(places.previous, { recursive: true, force: true });
}

/**
 * True where an old bundle must make way. Only a folder with nothing in it but a bundle's files is ever
 * replaced: everything else would be somebody's data.
 */
async function occupied(directory: string, mayReplace: boolean): Promise<boolean> {
  if (!(await isThere(directory))) return false;
  const ours = new Set<string>([MANIFEST_FILE, ...FILE_NAMES]);
  const names = await readdir(directory).catch(() => undefined);
  if (names?.length === 0) return false;
  const foreign = names?.find((name) => !ours.has(name));
  const isBundle = names?.includes(MANIFEST_FILE) === true && foreign === undefined;
  if (isBundle && mayReplace) return true;
  throw new SejeError('BUNDLE_INVALID', {
    message: `A bundle cannot be written to ${directory}`,
    expected: mayReplace ? 'a bundle, an empty folder or a free name' : 'an empty folder or a free name',
    found: isBundle
      ? 'a bundle'
      : names === undefined
        ? 'a file'
        : `a folder with ${foreign ?? names[0]} in it`,
    remedy: isBundle
      ? 'Give another directory, or ask for the old bundle to be replaced.'
      : 'Give another directory.',
  });
}

/** Ends what an interrupted `writeBundle` left: the old bundle goes back to its name if the new one never came. */
async function recoverFromCrash({ final, building, previous }: BundlePlaces): Promise<void> {
  await rm(building, { recursive: true, force: true });
  if (!(await isThere(previous))) return;
  if (await isThere(final)) {
    await rm(previous, { recursive: true, force: true });
  } else {
    await rename(previous, final);
    await fsyncDirectory(dirname(final));
  }
}

async function build(directory: string, { manifest, files }: BundleParts): Promise<void> {
  await mkdir(directory, { recursive: true });
  const listed: Manifest['files'] = {};
  for (const name of FILE_NAMES) {
    const content = files[name];
    if (content === undefined) continue;
    const path = join(directory, name);
    await place(content, path);
    listed[name] = { sha256: await sha256OfFile(path), bytes: (await stat(path)).size };
  }
  const text = manifestText({ format: BUNDLE_FORMAT, ...manifest, files: listed });
  await writeFileDurably(join(directory, MANIFEST_FILE), text);
}

async function place(content: BundleContent, target: string): Promise<void> {
  if ('bytes' in content) {
    await writeFileDurably(target, content.bytes);
    return;
  }
  const source = await realpath(content.path).catch((error: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: 'A file of the bundle is missing',
      expected: content.path,
      found: messageOf(error),
      remedy: 'Run the step that makes it, then export again.',
      cause: error,
    });
  });
  if (content.link === true && (await linked(source, target))) return;
  await copyFile(source, target);
}

async function linked(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    if (CANNOT_LINK.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function writeFailed(path: string, error: unknown): SejeError {
  return new SejeError('DISK_WRITE_FAILED', {
    message: `Could not write bundle ${path}`,
    found: messageOf(error),
    remedy: 'Check free space and permissions of that folder, then try again.',
    cause: error,
  });
}
