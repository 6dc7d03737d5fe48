import { SejeError } from '@seje/core';
import { type FileHandle, open } from 'node:fs/promises';

/** Bytes before the first element, as hnswlib's `saveIndex` writes them. */
const HEADER_BYTES = 96;
/** Where the header holds what, all 64 bit little-endian. */
const AT = { offsetLevel0: 0, count: 16, elementBytes: 24, labelOffset: 32, dataOffset: 40, m: 72 };
/** An element: links of the lowest layer (count and 2 m ids, 4 bytes each), vector, label (8 bytes). */
const LINK_BYTES = 4;
const LABEL_BYTES = 8;
const FLOAT_BYTES = 4;

export interface HnswFileFacts {
  readonly count: number;
  readonly dimension: number;
  readonly m: number;
  readonly bytes: number;
}

/**
 * Reads what an hnswlib file says about itself and checks that its parts add up to its size, before
 * the addon sees it: the addon ignores a wrong dimension, and writes a short file without an error.
 * @throws SejeError FILE_DAMAGED, FILE_NOT_FOUND
 */
export async function inspectHnswFile(path: string): Promise<HnswFileFacts> {
  const handle = await openOr(path);
  try {
    const { size: bytes } = await handle.stat();
    const header = await readAt(handle, { position: 0, length: Math.min(HEADER_BYTES, bytes) });
    if (header.length < HEADER_BYTES) throw damaged(path, `at least ${HEADER_BYTES} bytes`, `${bytes}`);
    const field = (at: number): number => Number(header.readBigUInt64LE(at));
    const [count, elementBytes, m] = [field(AT.count), field(AT.elementBytes), field(AT.m)];
    const dimension = (field(AT.labelOffset) - field(AT.dataOffset)) / FLOAT_BYTES;
    const links = LINK_BYTES * (1 + 2 * m);
    if (
      field(AT.offsetLevel0) !== 0 ||
      field(AT.dataOffset) !== links ||
      elementBytes !== links + FLOAT_BYTES * dimension + LABEL_BYTES
    ) {
      throw damaged(path, 'a header of an HNSW index', 'fields that contradict each other');
    }
    const tailStart = HEADER_BYTES + count * elementBytes;
    if (tailStart + count * LINK_BYTES > bytes) throw damaged(path, `${count} vectors`, `${bytes} bytes`);
    const tail = await readAt(handle, { position: tailStart, length: bytes - tailStart });
    if (endOfLinks(tail, count) !== tail.length) throw damaged(path, 'links up to its end', `${bytes} bytes`);
    return { count, dimension, m, bytes };
  } finally {
    await handle.close();
  }
}

/** Walks the upper layers' links: a 32-bit size, then that many bytes, for each vector. */
function endOfLinks(tail: Buffer, count: number): number {
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + LINK_BYTES > tail.length) return -1;
    at += LINK_BYTES + tail.readUInt32LE(at);
  }
  return at;
}

async function openOr(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw new SejeError('FILE_NOT_FOUND', {
      message: `There is no index file ${path}`,
      remedy: 'Build the index again.',
      cause: error,
    });
  }
}

async function readAt(
  handle: FileHandle,
  { position, length }: { readonly position: number; readonly length: number },
): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function damaged(path: string, expected: string, found: string): SejeError {
  return new SejeError('FILE_DAMAGED', {
    message: `The index file ${path} is not whole`,
    expected,
    found,
    remedy: 'Build the index again.',
  });
}
