import { SejeError, readFileOr, writeFileDurably } from '@seje/core';
import { createHash } from 'node:crypto';
import type { NamedWeights } from './named-weights.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

/** Arrays and what belongs to them as text, in one safetensors file with a checksum over both. */
export interface CheckedArrays {
  readonly state: string;
  readonly arrays: NamedWeights;
}

/** Writes the file whole or not at all. @throws SejeError DISK_WRITE_FAILED */
export async function writeCheckedArrays(path: string, { state, arrays }: CheckedArrays): Promise<void> {
  const metadata = { state, checksum: checksumOf(state, arrays) };
  await writeFileDurably(path, encodeSafetensors({ arrays, metadata }));
}

/** @param remedies what to do where the file is missing or damaged. @throws SejeError FILE_NOT_FOUND, CHECKPOINT_INVALID */
export async function readCheckedArrays(
  path: string,
  remedies: { readonly missing: string; readonly damaged: string },
): Promise<CheckedArrays> {
  const { arrays, metadata } = decodeSafetensors(await readFileOr(path, remedies.missing), path);
  const state = metadata['state'] ?? '';
  const found = checksumOf(state, arrays);
  if (metadata['checksum'] === found) return { state, arrays };
  throw new SejeError('CHECKPOINT_INVALID', {
    message: `The checkpoint ${path} is damaged`,
    expected: `checksum ${metadata['checksum']}`,
    found,
    remedy: remedies.damaged,
  });
}

function checksumOf(state: string, arrays: NamedWeights): string {
  const hash = createHash('sha256').update(state);
  for (const [name, { data }] of Object.entries(arrays))
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}
