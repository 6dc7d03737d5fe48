import { canonicalJson, sha256, writeFileDurably } from '@seje/core';
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PhotoOrder } from '../../../data/photos/photo-threads.js';

/**
 * What frozen stages make of cuts of photos, a file each, float16: that is half the disk, and training adds more
 * noise than its rounding. A photo that changes is another one.
 */
export class MapStore {
  /** @param directory of one trunk, preprocessing and stage: see `mapStoreDirectory` */
  constructor(private readonly directory: string) {}

  has(order: PhotoOrder): boolean {
    return existsSync(this.pathOf(order));
  }

  /** One photo's maps, row-major. */
  async get(order: PhotoOrder): Promise<Float32Array> {
    const { buffer, byteOffset, byteLength } = await readFile(this.pathOf(order));
    return new Float32Array(new Float16Array(buffer.slice(byteOffset, byteOffset + byteLength)));
  }

  /** @throws SejeError DISK_WRITE_FAILED */
  async put(order: PhotoOrder, maps: Float32Array): Promise<void> {
    const { buffer } = new Float16Array(maps);
    await writeFileDurably(this.pathOf(order), new Uint8Array(buffer));
  }

  private pathOf({ path, cut }: PhotoOrder): string {
    const { size, mtimeMs } = statSync(path);
    return join(this.directory, `${sha256(canonicalJson({ path, size, mtimeMs, cut }))}.f16`);
  }
}

/** A folder for what one trunk makes of photos; what decides that names it. */
export function mapStoreDirectory(cacheDir: string, decided: Readonly<Record<string, unknown>>): string {
  return join(cacheDir, 'frozen-maps', sha256(canonicalJson(decided)).slice(0, 16));
}
