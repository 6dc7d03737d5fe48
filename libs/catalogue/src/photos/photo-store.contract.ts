import { sha256 } from '@seje/core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PhotoStore } from './photo-store.js';

/** A clock that a test sets. */
export interface SetClock {
  now: Date;
}

/** What every `PhotoStore` must do. @param opened gives an empty one that reads the clock */
export function describePhotoStore(name: string, opened: (clock: SetClock) => Promise<PhotoStore>): void {
  describe(name, () => {
    const bytes = Uint8Array.from([0xff, 0xd8, 0, 1]);
    const content = sha256(bytes);
    let clock: SetClock;
    let store: PhotoStore;
    beforeEach(async () => {
      clock = { now: new Date('2026-01-01T00:00:00Z') };
      store = await opened(clock);
    });
    const before = async (time: string): Promise<string[]> => {
      const contents: string[] = [];
      for await (const content of store.putBefore(new Date(time))) contents.push(content);
      return contents.sort();
    };

    it('gives back what was put, by its hash', async () => {
      expect(await store.put(bytes)).toBe(content);
      expect(await store.has(content)).toBe(true);
      expect(Uint8Array.from((await store.get(content))!)).toEqual(bytes);
    });

    it('has nothing else', async () => {
      const other = 'ab'.repeat(32);
      expect([await store.get(other), await store.has(other)]).toEqual([undefined, false]);
      expect(await store.delete(other)).toBe(false);
    });

    it.each(['', '../../etc/passwd', content.toUpperCase()])('refuses the name %j', async (name) => {
      const refused = expect.objectContaining({ code: 'RECORD_INVALID' }) as Error;
      await expect(store.get(name)).rejects.toThrow(refused);
      await expect(store.delete(name)).rejects.toThrow(refused);
    });

    it('keeps the same bytes once, from however many writers', async () => {
      await Promise.all(Array.from({ length: 5 }, () => store.put(bytes)));
      expect(await before('2026-01-02T00:00:00Z')).toEqual([content]);
    });

    it('forgets what was deleted', async () => {
      await store.put(bytes);
      expect(await store.delete(content)).toBe(true);
      expect(await store.get(content)).toBeUndefined();
    });

    it('does not delete what was put again since', async () => {
      await store.put(bytes);
      clock.now = new Date('2026-03-01T00:00:00Z');
      await store.put(bytes);
      expect(await store.delete(content, new Date('2026-02-01T00:00:00Z'))).toBe(false);
      expect(await store.has(content)).toBe(true);
      expect(await store.delete(content, new Date('2026-04-01T00:00:00Z'))).toBe(true);
    });

    it('tells what was put before a time; putting again makes it young', async () => {
      const other = await store.put(Uint8Array.from([1]));
      await store.put(bytes);
      clock.now = new Date('2026-03-01T00:00:00Z');
      await store.put(bytes);
      expect(await before('2026-01-01T00:00:00Z')).toEqual([]);
      expect(await before('2026-02-01T00:00:00Z')).toEqual([other]);
      expect(await before('2026-04-01T00:00:00Z')).toEqual([content, other].sort());
    });
  });
}
