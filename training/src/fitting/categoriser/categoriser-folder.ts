import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { SejeError, sha256, writeFileDurably } from '@seje/core';
import { CATEGORISER_FORMAT, writeCategoriserState } from '@seje/preprocessing';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backbone } from '../../backbones/backbone.js';
import { linkOrCopy } from '../link-or-copy.js';
import type { CategoriserTrainingReport } from './categoriser-report.js';

const { categoriser: NETWORK, categoriserState: STATE, categoriserTrunk: TRUNK } = OPTIONAL_BUNDLE_FILES;
const REPORT = 'report.json';
const CONFUSION = 'confusion.csv';
const OURS: ReadonlySet<string> = new Set([NETWORK, STATE, TRUNK, REPORT, CONFUSION]);

export interface CategoriserFolder {
  readonly network: Uint8Array;
  readonly backbone: Backbone;
  readonly report: CategoriserTrainingReport;
  /** The confusion table as CSV. */
  readonly confusion: string;
}

/** A folder may receive a categoriser where it is new, empty, or holds an earlier one. @throws SejeError DISK_WRITE_FAILED */
export async function assertCategoriserFolder(directory: string): Promise<void> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const foreign = names.find((name) => !OURS.has(name));
  if (foreign === undefined) return;
  throw new SejeError('DISK_WRITE_FAILED', {
    message: `${directory} is not a categoriser's folder`,
    expected: 'a new or empty folder, or an earlier categoriser',
    found: foreign,
    remedy: 'Choose another folder.',
  });
}

/**
 * Writes `categoriser.onnx`, its trunk, `report.json` and `confusion.csv`, and last `categoriser.json`: what was
 * cut off is no categoriser. An earlier one is replaced.
 * @throws SejeError DISK_WRITE_FAILED
 */
export async function writeCategoriser(directory: string, content: CategoriserFolder): Promise<void> {
  const { network, backbone, report, confusion } = content;
  await assertCategoriserFolder(directory);
  await mkdir(directory, { recursive: true });
  await rm(join(directory, STATE), { force: true });
  await writeFileDurably(join(directory, NETWORK), network);
  await linkOrCopy(backbone.path, join(directory, TRUNK));
  await writeFileDurably(join(directory, REPORT), `${JSON.stringify(report, null, 2)}\n`);
  await writeFileDurably(join(directory, CONFUSION), confusion);
  const { name, input, output, fingerprint, featureDimension, preprocessing } = backbone;
  await writeCategoriserState(join(directory, STATE), {
    format: CATEGORISER_FORMAT,
    labels: [...report.labels],
    trunk: { backbone: name, input, output, fingerprint, featureDimension, preprocessing },
    sha256: sha256(network),
  });
}
