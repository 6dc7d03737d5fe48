import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { FILE_HEAD_BYTES, type PhotoRef, SejeError } from '@seje/core';
import { imageTypeOf } from './image-type.js';

/** A catalogue photo opened for sending. */
export interface PhotoFile {
  readonly type: string;
  readonly bytes: number;
  /** Changes with the file. */
  readonly etag: string;
  /** Takes the content; closes the file at its end. */
  stream(): Readable;
  close(): Promise<void>;
}

/** @throws SejeError NOT_FOUND where the file has gone since the catalogue was read */
export async function openPhotoFile(photo: PhotoRef): Promise<PhotoFile> {
  const handle = await open(photo.path, 'r').catch((cause: unknown) => {
    throw new SejeError('NOT_FOUND', {
      message: `The file of photo ${photo.id} is not there any more`,
      remedy: 'Reindex, so that the catalogue is read again.',
      cause,
    });
  });
  try {
    return await described(handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function described(handle: FileHandle): Promise<PhotoFile> {
  const { size, mtimeMs } = await handle.stat();
  const head = new Uint8Array(FILE_HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, FILE_HEAD_BYTES, 0);
  return {
    type: imageTypeOf(head.subarray(0, bytesRead)),
    bytes: size,
    etag: `"${createHash('sha256').update(`${size}/${mtimeMs}`).digest('hex').slice(0, 16)}"`,
    stream: () => handle.createReadStream({ start: 0 }),
    close: () => handle.close(),
  };
}
