import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SejeError, WriterLock, diskFailure, sha256 } from '@seje/core';

const MAGIC = 'SEJEPHF1';
/** Magic, feature width (uint32), fingerprint (32 bytes), CRC-32 of these. */
const HEADER_BYTES = MAGIC.length + 4 + 32 + 4;
const KEY_BYTES = 32;
const CRC_BYTES = 4;

export interface PhotoFeatureCacheOptions {
  /** Hash of the trunk and its preprocessing: features of another trunk lie in another file. */
  readonly fingerprint: string;
  readonly featureDimension: number;
  /** `read` needs no lock and cannot put. */
  readonly mode?: 'write' | 'read';
}

/** Key of a photo: SHA-256 of the encoded file, lower-case hex. */
export function photoKey(photo: Uint8Array): string {
  return sha256(photo);
}

/**
 * Pooled features of photos on disk, so that a photo passes the trunk once. One append-only file per
 * trunk: a header, then records of one size (key, float32 feature, CRC-32). Only keys and offsets are
 * in memory. A record torn by a crash is dropped at opening or when it is read; its photo is simply
 * not in the cache. One process writes; others may read what was there when they opened it.
 */
export class PhotoFeatureCache {
  /** Records that were there and failed their checksum. */
  damaged = 0;
  private readonly offsets = new Map<string, number>();
  private readonly record: Buffer;
  private end = HEADER_BYTES;

  private constructor(
    private readonly file: number,
    private readonly featureDimension: number,
    private readonly lock: WriterLock | undefined,
  ) {
    this.record = Buffer.alloc(KEY_BYTES + 4 * featureDimension + CRC_BYTES);
  }

  /**
   * @throws SejeError RUN_LOCKED (another process writes), FILE_DAMAGED (not such a file),
   * FILE_NOT_FOUND (mode `read`, nothing there), DISK_WRITE_FAILED
   */
  static open(directory: string, options: PhotoFeatureCacheOptions): PhotoFeatureCache {
    const path = join(directory, `${sha256(options.fingerprint).slice(0, 16)}.features`);
    const writes = options.mode !== 'read';
    if (writes) mkdirSync(directory, { recursive: true });
    const lock = writes ? WriterLock.acquire(`${path}.lock`) : undefined;
    let file: number | undefined;
    try {
      file = openFile(path, writes);
      const cache = new PhotoFeatureCache(file, options.featureDimension, lock);
      cache.load(path, headerOf(options));
      return cache;
    } catch (error) {
      if (file !== undefined) closeSync(file);
      lock?.release();
      throw error;
    }
  }

  /** Opened for writing: `put` keeps a feature. */
  get isWritable(): boolean {
    return this.lock !== undefined;
  }

  /** Photos whose features are here. */
  get size(): number {
    return this.offsets.size;
  }

  /** @returns [featureDimension], or undefined where it is not here or was damaged */
  get(key: string): Float32Array | undefined {
    const offset = this.offsets.get(key);
    if (offset === undefined) return undefined;
    if (!this.readRecord(offset)) {
      this.damaged++;
      this.offsets.delete(key);
      return undefined;
    }
    return new Float32Array(Uint8Array.from(this.record.subarray(KEY_BYTES, -CRC_BYTES)).buffer);
  }

  /**
   * Appends a feature; one that is already here stays.
   * @throws SejeError VECTOR_INVALID (wrong width, NaN or infinite), DISK_FULL, DISK_WRITE_FAILED
   */
  put(key: string, feature: Float32Array): void {
    if (this.offsets.has(key)) return;
    if (feature.length !== this.featureDimension || !feature.every((x) => Number.isFinite(x))) {
      throw new SejeError('VECTOR_INVALID', {
        message: 'A photo feature cannot be cached',
        expected: `${this.featureDimension} finite numbers`,
        found: `${feature.length} numbers`,
      });
    }
    this.record.write(key, 'hex');
    this.record.set(new Uint8Array(feature.buffer, feature.byteOffset, feature.byteLength), KEY_BYTES);
    this.record.writeUInt32LE(crc32(this.record.subarray(0, -CRC_BYTES)), this.record.length - CRC_BYTES);
    this.write(this.record, this.end);
    this.offsets.set(key, this.end);
    this.end += this.record.length;
  }

  /** Makes all that was put survive a power cut. */
  flush(): void {
    if (this.lock !== undefined) fsyncSync(this.file);
  }

  close(): void {
    this.flush();
    closeSync(this.file);
    this.lock?.release();
  }

  private load(path: string, header: Buffer): void {
    const bytes = fstatSync(this.file).size;
    if (bytes < HEADER_BYTES && this.lock !== undefined) {
      // Empty, or torn while it was created: nothing can have been put.
      this.write(header, 0);
      ftruncateSync(this.file, HEADER_BYTES);
      return;
    }
    const found = Buffer.alloc(HEADER_BYTES);
    readSync(this.file, found, 0, HEADER_BYTES, 0);
    if (!found.equals(header)) {
      throw new SejeError('FILE_DAMAGED', {
        message: `${path} is not the feature cache of this trunk`,
        remedy: 'Delete the file; the features are then computed again.',
      });
    }
    const size = this.record.length;
    let count = Math.floor((bytes - HEADER_BYTES) / size);
    // A crash tears the last records: whatever fails its checksum at the end goes.
    while (count > 0 && !this.readRecord(HEADER_BYTES + (count - 1) * size)) count--;
    this.end = HEADER_BYTES + count * size;
    if (this.lock !== undefined && this.end < bytes) ftruncateSync(this.file, this.end);
    const key = Buffer.alloc(KEY_BYTES);
    for (let offset = HEADER_BYTES; offset < this.end; offset += size) {
      readSync(this.file, key, 0, KEY_BYTES, offset);
      this.offsets.set(key.toString('hex'), offset);
    }
  }

  /** Reads one record into `this.record`; false where it is short or fails its checksum. */
  private readRecord(offset: number): boolean {
    const read = readSync(this.file, this.record, 0, this.record.length, offset);
    const stored = this.record.readUInt32LE(this.record.length - CRC_BYTES);
    return read === this.record.length && stored === crc32(this.record.subarray(0, -CRC_BYTES));
  }

  private write(bytes: Buffer, offset: number): void {
    try {
      const written = writeSync(this.file, bytes, 0, bytes.length, offset);
      if (written < bytes.length) throw new Error(`${written} of ${bytes.length} bytes written`);
    } catch (error) {
      throw diskFailure(error, {
        message: 'Could not write to the photo feature cache',
        remedy: 'Check free space, and that the cache was opened for writing.',
      });
    }
  }
}

function openFile(path: string, writes: boolean): number {
  if (!writes) {
    try {
      return openSync(path, 'r');
    } catch (error) {
      throw new SejeError('FILE_NOT_FOUND', { message: `No feature cache at ${path}`, cause: error });
    }
  }
  // `a` creates the file where it is missing; `r+` then allows writing at any place.
  closeSync(openSync(path, 'a'));
  return openSync(path, 'r+');
}

function headerOf({ fingerprint, featureDimension }: PhotoFeatureCacheOptions): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeUInt32LE(featureDimension, MAGIC.length);
  header.write(sha256(fingerprint), MAGIC.length + 4, 'hex');
  header.writeUInt32LE(crc32(header.subarray(0, -CRC_BYTES)), HEADER_BYTES - CRC_BYTES);
  return header;
}
