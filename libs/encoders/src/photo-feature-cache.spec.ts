import { appendFileSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { Random } from '@seje/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { readPhotoCaches } from './photo-caches.js';
import { PhotoFeatureCache, photoKey } from './photo-feature-cache.js';

const WIDTH = 16;
const TRUNK = { fingerprint: 'trunk a', featureDimension: WIDTH };

const keyOf = (i: number): string => photoKey(Buffer.from(`photo ${i}`));
const featureOf = (i: number): Float32Array => {
  const random = Random.derived(i, 'feature');
  return Float32Array.from({ length: WIDTH }, () => random.normal());
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seje-cache-'));
});
const filePath = (): string =>
  join(
    directory,
    readdirSync(directory).find((name) => name.endsWith('.features'))!,
  );

function filled(count: number): void {
  const cache = PhotoFeatureCache.open(directory, TRUNK);
  for (let i = 0; i < count; i++) cache.put(keyOf(i), featureOf(i));
  cache.close();
}

function contentOf(count: number): (Float32Array | undefined)[] {
  const cache = PhotoFeatureCache.open(directory, { ...TRUNK, mode: 'read' });
  const found = Array.from({ length: count }, (_, i) => cache.get(keyOf(i)));
  cache.close();
  return found;
}

describe('PhotoFeatureCache', () => {
  it('gives back what was put, also after it was opened again', () => {
    const cache = PhotoFeatureCache.open(directory, TRUNK);
    cache.put(keyOf(1), featureOf(1));
    cache.put(keyOf(2), featureOf(2));
    cache.put(keyOf(1), featureOf(9));
    expect(cache.get(keyOf(1))).toEqual(featureOf(1));
    expect(cache.get(keyOf(3))).toBeUndefined();
    cache.close();
    filled(4);
    expect(contentOf(4)).toEqual([0, 1, 2, 3].map(featureOf));
  });

  it('keeps the features of different trunks apart', () => {
    filled(1);
    const other = PhotoFeatureCache.open(directory, { ...TRUNK, fingerprint: 'trunk b' });
    expect(other.size).toBe(0);
    other.close();
    expect(() => PhotoFeatureCache.open(directory, { ...TRUNK, featureDimension: 8 })).toThrow(
      expect.objectContaining({ code: 'FILE_DAMAGED' }),
    );
  });

  it('drops a tail torn at any byte and goes on from there', () => {
    filled(3);
    const whole = readFileSync(filePath());
    const record = 32 + 4 * WIDTH + 4;
    for (let cut = 1; cut <= record; cut += 9) {
      truncateSync(filePath(), whole.length - cut);
      expect(contentOf(3)).toEqual([featureOf(0), featureOf(1), undefined]);
      const cache = PhotoFeatureCache.open(directory, TRUNK);
      expect(cache.size).toBe(2);
      cache.put(keyOf(2), featureOf(2));
      cache.close();
      expect(readFileSync(filePath())).toEqual(whole);
    }
  });

  it('drops records that a power cut left as zeros, and a header that was torn', () => {
    filled(2);
    appendFileSync(filePath(), Buffer.alloc(3 * (32 + 4 * WIDTH + 4) + 5));
    expect(contentOf(2)).toEqual([0, 1].map(featureOf));
    truncateSync(filePath(), 10);
    filled(1);
    expect(contentOf(1)).toEqual([featureOf(0)]);
  });

  it('never gives out a damaged feature, and lets it be put again', () => {
    filled(3);
    const bytes = readFileSync(filePath());
    bytes[48 + 40]! ^= 1;
    writeFileSync(filePath(), bytes);
    const cache = PhotoFeatureCache.open(directory, TRUNK);
    expect(cache.get(keyOf(0))).toBeUndefined();
    expect(cache.damaged).toBe(1);
    cache.put(keyOf(0), featureOf(0));
    cache.close();
    expect(contentOf(3)).toEqual([0, 1, 2].map(featureOf));
  });

  it('lets one process write, and others read meanwhile', () => {
    const writer = PhotoFeatureCache.open(directory, TRUNK);
    writer.put(keyOf(0), featureOf(0));
    expect(() => PhotoFeatureCache.open(directory, TRUNK)).toThrow(
      expect.objectContaining({ code: 'RUN_LOCKED' }),
    );
    expect(contentOf(1)).toEqual([featureOf(0)]);
    writer.close();
    PhotoFeatureCache.open(directory, TRUNK).close();
  });

  it('is none to a reader while it is missing or just being made', () => {
    const image = TRUNK as Parameters<typeof readPhotoCaches>[1];
    expect(readPhotoCaches(directory, image)).toEqual({ trunk: undefined, categoriserTrunk: undefined });
    filled(2);
    const { trunk } = readPhotoCaches(directory, image);
    expect([trunk?.size, trunk?.isWritable]).toEqual([2, false]);
    trunk!.close();
    truncateSync(filePath(), 5);
    expect(readPhotoCaches(directory, image).trunk).toBeUndefined();
  });

  it('takes over the lock of a process that died', () => {
    filled(1);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(`${filePath()}.lock`, `${dead}`);
    PhotoFeatureCache.open(directory, TRUNK).close();
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('refuses a feature of another width or that is not a number, and putting while reading', () => {
    const cache = PhotoFeatureCache.open(directory, TRUNK);
    const invalid = expect.objectContaining({ code: 'VECTOR_INVALID' });
    expect(() => cache.put(keyOf(0), new Float32Array(WIDTH - 1))).toThrow(invalid);
    expect(() => cache.put(keyOf(0), new Float32Array(WIDTH).fill(Number.NaN))).toThrow(invalid);
    cache.close();
    const reader = PhotoFeatureCache.open(directory, { ...TRUNK, mode: 'read' });
    expect(() => reader.put(keyOf(0), featureOf(0))).toThrow(
      expect.objectContaining({ code: 'DISK_WRITE_FAILED' }),
    );
    reader.close();
  });
});
