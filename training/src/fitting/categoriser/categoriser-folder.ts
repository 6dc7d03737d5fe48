import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { SejeError, sha256, writeFileDurably } from '@seje/core';
import { CATEGORISER_FORMAT, writeCategoriserState } from '@seje/preprocessing';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Backbone, descriptionPath } from '../../backbones/backbone.js';
import { linkOrCopy } from '../link-or-copy.js';
import type { CategoriserTrainingReport } from './categoriser-report.js';

const { categoriser: NETWORK, categoriserState: STATE, categoriserTrunk: TRUNK } = OPTIONAL_BUNDLE_FILES;
const REPORT = 'report.json';
const CONFUSION = 'confusion.csv';
/** Of a fine-tuned trunk, so that it can be trained on or read elsewhere. */
const TRUNK_WEIGHTS = 'categoriser-trunk.safetensors';
/** Of a fine-tuning that was stopped. */
const CHECKPOINT = 'finetune.checkpoint.safetensors';
const OURS: ReadonlySet<string> = new Set([
  NETWORK,
  STATE,
  TRUNK,
  REPORT,
  CONFUSION,
  CHECKPOINT,
  TRUNK_WEIGHTS,
  descriptionPath(TRUNK_WEIGHTS),
]);

export interface CategoriserFolder {
  readonly network: Uint8Array;
  readonly backbone: Backbone;
  readonly report: CategoriserTrainingReport;
  /** The confusion table as CSV. */
  readonly confusion: string;
}

/** Where fine-tuning keeps what is not part of every categoriser. */
export function categoriserPaths(directory: string): { trunkWeights: string; checkpoint: string } {
  return { trunkWeights: join(directory, TRUNK_WEIGHTS), checkpoint: join(directory, CHECKPOINT) };
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
  if (report.finetuning === undefined) await removeTrunkWeights(directory);
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

/** Of an earlier, fine-tuned categoriser in the same folder. */
async function removeTrunkWeights(directory: string): Promise<void> {
  const { trunkWeights } = categoriserPaths(directory);
  for (const path of [trunkWeights, descriptionPath(trunkWeights)]) await rm(path, { force: true });
}
