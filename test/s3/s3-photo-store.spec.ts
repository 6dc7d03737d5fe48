import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NO_S3, ThrowawayS3 } from './throwaway-s3.js';
import { placeOf } from '../../libs/catalogue/src/photos/content-name.js';
import {
  type S3PhotoSettings,
  openCatalogue,
  openPhotoStore,
  restoreBackup,
  writeBackup,
} from '@seje/catalogue';
import { describePhotoStore } from '../../libs/catalogue/src/photos/photo-store.contract.js';

let s3: ThrowawayS3 | undefined;
beforeAll(async () => {
  s3 = await ThrowawayS3.start();
});
beforeEach((ctx) => {
  if (s3 === undefined) ctx.skip(NO_S3);
});
afterAll(() => s3?.stop());

const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

describePhotoStore('a bucket of photos', async (clock) => {
  const settings = s3!.bucket();
  const store = await openPhotoStore(settings);
  const put = store.put.bind(store);
  // The bucket's clock is the server's, which no test can set: each object gets the clock's time afterwards.
  store.put = async (bytes) => {
    const content = await put(bytes);
    s3!.date(settings, placeOf(content), clock.now);
    return content;
  };
  return store;
});

describe('a bucket of photos', () => {
  it('does not hand out bytes that have changed', async () => {
    const settings = s3!.bucket();
    const store = await openPhotoStore(settings);
    const content = await store.put(Buffer.from('photo'));
    s3!.overwrite(settings, placeOf(content), 'phota');
    await expect(store.get(content)).rejects.toThrow(coded('CHECKSUM_MISMATCH'));
  });

  it('tells of all its photos, however many pages the server makes of them', async () => {
    const store = await openPhotoStore(s3!.bucket());
    const photos = Array.from({ length: 1_100 }, (_, i) => Buffer.from(`photo ${i}`));
    for (let i = 0; i < photos.length; i += 50) {
      await Promise.all(photos.slice(i, i + 50).map((photo) => store.put(photo)));
    }
    const found = new Set<string>();
    for await (const content of store.putBefore(new Date('2999-01-01T00:00:00Z'))) found.add(content);
    expect(found.size).toBe(photos.length);
  });

  it.each<[string, Partial<S3PhotoSettings>, string]>([
    ['there is no such bucket', { bucket: 'nowhere' }, 'Make that bucket'],
    ['the key is unknown', { accessKeyId: 'somebody' }, 'a key that may'],
    ['the secret is wrong', { secretAccessKey: 'a-guess' }, 'a key that may'],
  ])('is refused at start where %s', async (_, wrong, remedy) => {
    const opening = openPhotoStore({ ...s3!.bucket(), ...wrong });
    await expect(opening).rejects.toThrow(coded('SETTINGS_INVALID'));
    await expect(opening).rejects.toThrow(remedy);
    await expect(opening).rejects.not.toThrow(/a-guess|not-so-secret/);
  });

  it('is named where it cannot be reached', async () => {
    const opening = openPhotoStore({ ...s3!.bucket(), endpoint: 'http://127.0.0.1:1' });
    await expect(opening).rejects.toThrow(coded('PHOTO_STORE_FAILED'));
    await expect(opening).rejects.toThrow('http://127.0.0.1:1');
  });
});

it('a backup names the bucket, without its key, and leaves the photos in it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'seje-s3-backup-'));
  const photos = s3!.bucket();
  const from = join(root, 'backup.tar');
  const catalogue = await openCatalogue({ folder: join(root, 'catalogue'), photos });
  const recipe = { title: 'Soup', ingredients: ['1 leek'], instructions: ['Boil.'], tags: [] };
  await catalogue.store.putRecipe('soup', recipe);
  const content = await catalogue.photos.put(Buffer.from('photo'));
  const photo = { content, type: 'image/jpeg', bytes: 5, width: 4, height: 3 };
  await catalogue.store.putPhoto({ recipeId: 'soup', photoId: 'p' }, photo);
  const tar = await buffer(await writeBackup({ ...catalogue, photoSettings: photos }));
  await catalogue.close();
  expect(tar.includes(photos.secretAccessKey) || tar.includes(photos.accessKeyId)).toBe(false);
  await writeFile(from, tar);
  const folder = join(root, 'restored');
  const { head, manifest } = await restoreBackup({ from, folder });
  const { bucket, endpoint, prefix } = photos;
  expect(head.photos).toEqual({ kind: 's3', bucket, endpoint, prefix });
  expect(manifest.photos.count).toBe(0);
  const there = await openCatalogue({ folder, photos });
  expect(Buffer.from((await there.photos.get(content))!).toString()).toBe('photo');
  await there.close();
  rmSync(root, { recursive: true });
});
