import { type Matrix, SejeError, readFileOr, writeFileDurably } from '@seje/core';
import { join } from 'node:path';
import type { Experiment } from '../experiment.js';
import type { FinetuningResult } from '../finetuning/finetune.js';
import { decodeSafetensors, encodeSafetensors } from '../networks/safetensors.js';
import type { RunFolder } from './run-folder.js';
import { WEIGHTS_FILE } from './trained-weights.js';

export const FINETUNE_STAGE = 'finetune';

/** How a fine-tuning ended; what it made lies beside it. */
export interface FinetuneReport {
  readonly experiment: Experiment;
  readonly engine: string;
  readonly epochs: number;
  /** 0: no epoch ranked the validation pairs better than what was started from. */
  readonly bestEpoch: number;
  readonly ended: FinetuningResult['ended'];
  /** Share of the time that was spent waiting for photos. */
  readonly photosWaited: number;
  /** Largest difference between trained and exported trunk, as a share of the largest feature. */
  readonly parity: number;
}

type FinetuningFolder = Pick<RunFolder, 'finetuning'>;

/** What a fine-tuning leaves in the run folder. */
export const finetunedFiles = ({ finetuning }: FinetuningFolder) => ({
  /** Both encoders. */
  weights: join(finetuning, WEIGHTS_FILE),
  /** A backbone like any other: weights under torchvision's names, their description beside them. */
  trunk: join(finetuning, 'trunk.safetensors'),
  /** Folder of the same trunk as ONNX. */
  exported: join(finetuning, 'exported'),
  /** Features that it gives for the photos of the feature set, in their order. */
  photos: join(finetuning, 'photos.safetensors'),
});

const PHOTOS = 'photos';

/** @throws SejeError DISK_WRITE_FAILED */
export async function writePhotoFeatures(path: string, { rows, columns, data }: Matrix): Promise<void> {
  const arrays = { [PHOTOS]: { shape: [rows, columns], data } };
  await writeFileDurably(path, encodeSafetensors({ arrays, metadata: {} }));
}

/** [photos, F] @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED */
export async function readPhotoFeatures(path: string): Promise<Matrix> {
  const remedy = 'Run "seje finetune" again.';
  const refusal = { code: 'FILE_DAMAGED', remedy } as const;
  const { [PHOTOS]: photos } = decodeSafetensors(await readFileOr(path, remedy), path, refusal).arrays;
  const [rows, columns] = photos?.shape ?? [];
  if (photos === undefined || rows === undefined || columns === undefined)
    throw new SejeError('FILE_DAMAGED', { message: `${path} holds no features of photos`, remedy });
  return { rows, columns, data: photos.data };
}
