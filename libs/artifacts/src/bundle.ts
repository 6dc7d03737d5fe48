import { SejeError, isThere, messageOf, sha256, sha256OfFile } from '@seje/core';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundlePlaces } from './bundle-places.js';
import {
  BUNDLE_FILES,
  MANIFEST_FILE,
  type BundleFileName,
  type Manifest,
  type OptionalBundleFileName,
} from './manifest.js';
import { parseManifest } from './manifest-text.js';

/** An opened bundle: every file was there with its size and checksum when it was opened. */
export interface Bundle {
  readonly directory: string;
  readonly manifest: Manifest;
  /** SHA-256 of the bytes of `manifest.json`; an index names the bundle it was built with by this. */
  readonly fingerprint: string;
  /** Absolute path of one of its files. */
  path(name: BundleFileName | OptionalBundleFileName): string;
}

interface Difference {
  readonly file: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * Opens a bundle and checks all of it: format, manifest, and that the directory holds exactly the listed
 * files with the listed sizes and SHA-256. Every difference is named in one error.
 * @throws SejeError BUNDLE_INVALID
 */
export async function openBundle(directory: string): Promise<Bundle> {
  const place = await whereItLies(resolve(directory));
  const manifestPath = join(place, MANIFEST_FILE);
  const bytes = await manifestBytes(manifestPath);
  const manifest = parseManifest(bytes.toString('utf8'), manifestPath);
  const differences = await differencesIn(place, manifest);
  if (differences.length > 0) {
    throw new SejeError('BUNDLE_INVALID', {
      message: `Bundle ${place} is not as its manifest says`,
      expected: differences.map(({ file, expected }) => `${file}: ${expected}`).join(', '),
      found: differences.map(({ file, found }) => `${file}: ${found}`).join(', '),
      remedy: 'Restore the bundle from a copy, or export it again.',
    });
  }
  return {
    directory: place,
    manifest,
    fingerprint: sha256(bytes),
    path: (name) => join(place, name),
  };
}

/** The directory itself, or, where replacing it was cut off between its two renames, the bundle moved aside. */
async function whereItLies(directory: string): Promise<string> {
  const { previous } = bundlePlaces(directory);
  return !(await isThere(directory)) && (await isThere(previous)) ? previous : directory;
}

async function manifestBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new SejeError('BUNDLE_INVALID', {
      message: 'There is no bundle to open',
      expected: path,
      found: messageOf(error),
      remedy: 'Give the directory of a bundle, the one that holds manifest.json.',
      cause: error,
    });
  }
}

async function differencesIn(directory: string, manifest: Manifest): Promise<Difference[]> {
  const listed = new Set(Object.keys(manifest.files));
  const present = (await readdir(directory)).filter((name) => name !== MANIFEST_FILE);
  const unlisted = Object.values(BUNDLE_FILES)
    .filter((name) => !listed.has(name))
    .map((file) => ({ file, expected: 'listed in the manifest', found: 'not listed' }));
  const unknown = present
    .filter((file) => !listed.has(file))
    .map((file) => ({ file, expected: 'no such file', found: 'unknown file' }));
  const wrong: Difference[] = [];
  for (const [file, { bytes, sha256: checksum }] of Object.entries(manifest.files)) {
    const path = join(directory, file);
    const state = await stat(path).catch(() => undefined);
    if (state === undefined) wrong.push({ file, expected: `${bytes} bytes`, found: 'missing' });
    else if (!state.isFile()) wrong.push({ file, expected: 'a file', found: 'something else' });
    else if (state.size !== bytes)
      wrong.push({ file, expected: `${bytes} bytes`, found: `${state.size} bytes` });
    else {
      const actual = await sha256OfFile(path);
      if (actual !== checksum)
        wrong.push({ file, expected: `sha256 ${checksum}`, found: `sha256 ${actual}` });
    }
  }
  return [...unlisted, ...unknown, ...wrong];
}
