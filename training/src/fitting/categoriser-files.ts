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
import { copyFile, link, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

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
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  const files = [NETWORK, STATE, ...(sharesTrunk ? [] : [TRUNK])];
  for (const name of files) await placeFile(name, from, to);
  await writeLabelVectors(join(to, OPTIONAL_BUNDLE_FILES.labelVectors), vectors.matrix);
  await fsyncTree(to);
  return { labels: state.labels.length, labelsWithoutVectors: vectors.unknown, sharesTrunk };
}

async function checkNetwork(path: string, { sha256: expected }: CategoriserState): Promise<void> {
  const found = await sha256OfFile(path).catch((error: unknown) => {
    throw new SejeError('FILE_NOT_FOUND', {
      message: 'The network of the categoriser could not be read',
      expected: path,
      found: messageOf(error),
      remedy: 'Set image.categoriser to a folder that `seje categoriser` wrote.',
      cause: error,
    });
  });
  if (found === expected) return;
  throw new SejeError('CHECKSUM_MISMATCH', {
    message: `${path} is not the network that ${STATE} beside it describes`,
    expected,
    found,
    remedy: 'Train the categoriser again: seje categoriser.',
  });
}

/** Copied, but a trunk, which is large and never changed in place, is linked where the file system can. */
async function placeFile(name: OptionalBundleFileName, from: string, to: string): Promise<void> {
  const [source, target] = [join(from, name), join(to, name)];
  try {
    const linked = name === TRUNK && (await link(source, target).then(yes, no));
    if (!linked) await copyFile(source, target);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new SejeError(missing ? 'FILE_NOT_FOUND' : 'DISK_WRITE_FAILED', {
      message: `Could not copy ${source} to ${target}`,
      found: messageOf(error),
      remedy: missing
        ? 'Train the categoriser again: seje categoriser.'
        : 'Check free space and permissions of that folder, then try again.',
      cause: error,
    });
  }
}

const yes = (): boolean => true;
const no = (): boolean => false;
