import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type PhotoLimits, maxPixelsOf } from '../photo-limits.js';
import { photoTooLarge, photoUnreadable } from '../photo-refusals.js';
import type { HeicAnswer, HeicOrder } from './heic.worker.js';
import { TIFF_HEAD_BYTES, writeTiffHead } from './tiff-head.js';

/** Lies beside this file, compiled or as it is. */
const WORKER = new URL(`./heic.worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/** One photo at a time: decoding 50 megapixels takes a gigabyte. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Decodes the primary picture of a HEIC file, upright (libheif applies the file's own rotation and mirroring;
 * ISO/IEC 23008-12 says that an EXIF orientation in it means nothing).
 * @returns an uncompressed TIFF with the photo's colour profile, which sharp reads
 * @throws SejeError PHOTO_TOO_LARGE (before any pixel is decoded), PHOTO_UNREADABLE
 */
export async function heicAsTiff(photo: Uint8Array, limits: PhotoLimits): Promise<Uint8Array> {
  const before = last;
  const decoded = (async (): Promise<HeicAnswer> => {
    await before;
    return decodedInThread(photo, limits);
  })();
  last = decoded.catch(() => undefined);
  const answer = await decoded;
  if ('unreadable' in answer) throw photoUnreadable(answer.unreadable);
  if ('tooLarge' in answer) {
    const { width, height } = answer.tooLarge;
    const found = `${width} x ${height} = ${width * height} pixels`;
    throw photoTooLarge(`${maxPixelsOf('heic', limits)} pixels`, found);
  }
  const { bytes, ...picture } = answer;
  writeTiffHead(bytes, picture);
  return bytes;
}

/** The thread's answer; that it ended without one or took too long is one too. An error of its own rejects. */
async function decodedInThread(photo: Uint8Array, limits: PhotoLimits): Promise<HeicAnswer> {
  const { maxSeconds } = limits;
  const order: HeicOrder = { photo, maxPixels: maxPixelsOf('heic', limits), room: TIFF_HEAD_BYTES };
  const worker = new Worker(WORKER, { workerData: order });
  const answer = new Promise<HeicAnswer>((resolve, reject) => {
    const timer = setTimeout(
      () => resolve({ unreadable: `a photo that takes longer than ${maxSeconds} s to decode` }),
      maxSeconds * 1000,
    );
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve({ unreadable: 'a photo that ends its decoder' });
    });
  });
  try {
    return await answer;
  } finally {
    await worker.terminate();
  }
}
