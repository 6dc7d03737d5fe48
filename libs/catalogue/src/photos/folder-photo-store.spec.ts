import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderPhotoStore } from './folder-photo-store.js';
import { describePhotoStore } from './photo-store.contract.js';
import { sweepPhotos } from './sweep-photos.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seje-photos-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

describePhotoStore('a folder of photos', async (clock) => new FolderPhotoStore(folder, () => clock.now));

describe('a folder of photos', () => {
  it('does not hand out bytes that have changed', async () => {
    const store = new FolderPhotoStore(folder);
    const content = await store.put(Buffer.from('photo'));
    writeFileSync(join(folder, content.slice(0, 2), content), 'phota');
    await expect(store.get(content)).rejects.toThrow(coded('CHECKSUM_MISMATCH'));
  });

  it('removes what was begun, and keeps what was put', async () => {
    const store = new FolderPhotoStore(folder);
    const content = await store.put(Buffer.from('photo'));
    const begun = join(folder, content.slice(0, 2), `${content}.0123abcd.tmp`);
    writeFileSync(begun, 'pho');
    await store.removeAbandoned();
    expect([await store.has(content), existsSync(begun)]).toEqual([true, false]);
  });

  it('says where it cannot write, and leaves nothing half-written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const store = new FolderPhotoStore(join(folder, 'file'));
    await expect(store.put(Buffer.from('photo'))).rejects.toThrow(coded('DISK_WRITE_FAILED'));
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('sweeping', () => {
  it('deletes old bytes that no photo has, and nothing else', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const store = new FolderPhotoStore(folder, () => now);
    const [used, unused] = [await store.put(Buffer.from('used')), await store.put(Buffer.from('unused'))];
    now = new Date('2026-01-03T00:00:00Z');
    const young = await store.put(Buffer.from('young'));
    const catalogue = {
      contentsInUse: async (contents: readonly string[]) => new Set(contents.filter((one) => one === used)),
    };
    expect(await sweepPhotos(store, catalogue, new Date('2026-01-02T00:00:00Z'))).toBe(1);
    expect(await Promise.all([used, unused, young].map((one) => store.has(one)))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('leaves bytes that are put anew, or get a photo, while it goes on', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const store = new FolderPhotoStore(folder, () => now);
    const texts = ['put anew', 'found by an import', 'left'];
    const [anew, found, left] = await Promise.all(texts.map((text) => store.put(Buffer.from(text))));
    now = new Date('2026-01-03T00:00:00Z');
    const inUse = new Set<string>();
    const catalogue = {
      contentsInUse: async (contents: readonly string[]) => {
        const used = new Set(contents.filter((one) => inUse.has(one)));
        // Both happen when the sweep has just learnt that no photo has them.
        await store.put(Buffer.from('put anew'));
        inUse.add(found!);
        return used;
      },
    };
    expect(await sweepPhotos(store, catalogue, new Date('2026-01-02T00:00:00Z'))).toBe(1);
    expect(await Promise.all([anew, found, left].map((one) => store.has(one!)))).toEqual([true, true, false]);
  });
});
