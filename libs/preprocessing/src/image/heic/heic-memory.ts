import { totalmem } from 'node:os';

/** Memory for each pixel of a HEIC photo, bytes: 48 megapixels took 1.17 GB, the process with its encoders included. */
const BYTES_PER_PIXEL = 24;
/** Of the memory that there is; one HEIC photo is decoded at a time. */
const SHARE = 0.5;

/** Pixels of the largest HEIC photo that may be decoded with so much memory, bytes. */
export function heicPixelsWithin(memory: number): number {
  return Math.floor((memory * SHARE) / BYTES_PER_PIXEL);
}

/** Memory of the machine, or of the container where it has less, bytes. */
export function usableMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
