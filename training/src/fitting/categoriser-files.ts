import { BUNDLE_FILES, OPTIONAL_BUNDLE_FILES, type OptionalBundleFileName } from '@seje/artifacts';
import { SejeError, fsyncTree, messageOf, sha256, sha256OfFile } from '@seje/core';
import {
  type CategoriserState,
  labelVectors,
  readCategoriserState,
  readTextState,
  readVocabBin,
  writeLabelVectors,
} from '@seje/preprocessing';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { trunkFingerprint as fingerprintOfTrunk } from '../backbones/backbone.js';
import { linkOrCopy } from './link-or-copy.js';

const { categoriser: NETWORK, categoriserState: STATE, categoriserTrunk: TRUNK } = OPTIONAL_BUNDLE_FILES;

/** What became of a categoriser's labels. */
export interface CategoriserReport {
  readonly labels: number;
  /** Labels none of whose words has a vector: their f_cat is zeros. */
  readonly labelsWithoutVectors: readonly string[];
  /** Whether it reads the features of the image encoder's trunk, so that a photo passes one CNN. */
  readonly sharesTrunk: boolean;
}

export interface PlaceCategoriserOptions {
  /** Folder that `seje categoriser` wrote. */
  readonly from: string;
  /** Folder that receives what a bundle needs of it. */
  readonly to: string;
  /** Folder with the fitted text.json and vocab.bin. */
  readonly text: string;
  /** Fingerprint of the image encoder's trunk. */
  readonly trunkFingerprint: string;
}

/**
 * What decides f_cat: its labels, its network and its trunk, as one hash.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, BUNDLE_INVALID
 */
export async function categoriserFingerprint(folder: string): Promise<string> {
  const { labels, trunk, sha256: network } = await readCategoriserState(join(folder, STATE));
  return sha256(JSON.stringify([labels, trunk.fingerprint, network]));
}

/**
 * Copies a categoriser into a run and looks up f_cat of each label in the run's term vectors, so that the run
 * and every bundle made of it need nothing else. Its trunk comes too where it is not the image encoder's.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, BUNDLE_INVALID, CHECKSUM_MISMATCH, DISK_WRITE_FAILED
 */
export async function placeCategoriser(options: PlaceCategoriserOptions): Promise<CategoriserReport> {
  const { from, to, text, trunkFingerprint } = options;
  const state = await readCategoriserState(join(from, STATE));
  await checkNetwork(join(from, NETWORK), state);
  const { stopWords } = await readTextState(join(text, BUNDLE_FILES.text));
  const terms = await readVocabBin(join(text, BUNDLE_FILES.termVectors));
  const vectors = labelVectors(state.labels, terms, new Set(stopWords));
  const sharesTrunk = state.trunk.fingerprint === trunkFingerprint;
  if (!sharesTrunk) await checkTrunk(join(from, TRUNK), state);
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  const files = [NETWORK, STATE, ...(sharesTrunk ? [] : [TRUNK])];
  for (const name of files) await placeFile(name, from, to);
  await writeLabelVectors(join(to, OPTIONAL_BUNDLE_FILES.labelVectors), vectors.matrix);
  await fsyncTree(to);
  return { labels: state.labels.length, labelsWithoutVectors: vectors.unknown, sharesTrunk };
}

async function checkNetwork(path: string, { sha256: expected }: CategoriserState): Promise<void> {
  const found = await hashOf(path);
  if (found !== expected) throw mismatch(path, { expected, found });
}

async function checkTrunk(path: string, { trunk }: CategoriserState): Promise<void> {
  const found = fingerprintOfTrunk(await hashOf(path), trunk);
  if (found !== trunk.fingerprint) throw mismatch(path, { expected: trunk.fingerprint, found });
}

async function hashOf(path: string): Promise<string> {
  return sha256OfFile(path).catch((error: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: 'A network of the categoriser could not be read',
      expected: path,
      found: messageOf(error),
      remedy: 'Set image.categoriser to a folder that `seje categoriser` wrote.',
      cause: error,
    });
  });
}

function mismatch(path: string, hashes: { readonly expected: string; readonly found: string }): SejeError {
  return new SejeError('CHECKSUM_MISMATCH', {
    message: `${path} is not the network that ${STATE} beside it describes`,
    ...hashes,
    remedy: 'Train the categoriser again: seje categoriser.',
  });
}

async function placeFile(name: OptionalBundleFileName, from: string, to: string): Promise<void> {
  const [source, target] = [join(from, name), join(to, name)];
  const placed = name === TRUNK ? linkOrCopy(source, target) : copyFile(source, target);
  await placed.catch((error: unknown) => {
    throw new SejeError('DISK_WRITE_FAILED', {
      message: `Could not copy ${source} to ${target}`,
      found: messageOf(error),
      remedy: 'Check free space and permissions of that folder, then try again.',
      cause: error,
    });
  });
}
