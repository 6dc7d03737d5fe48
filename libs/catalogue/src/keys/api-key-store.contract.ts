import { sha256 } from '@seje/core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewApiKey } from './api-key.js';
import type { ApiKeyStore } from './api-key-store.js';
import { keyPartsIn } from './key-secret.js';

const coded = (code: string): Error => expect.objectContaining({ code }) as Error;
const named = (name: string, more: Partial<NewApiKey> = {}): NewApiKey => ({
  name,
  scopes: ['search'],
  ...more,
});
const START = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

/** What every `ApiKeyStore` must do. @param opened gives an empty one that tells the time by `now` */
export function describeApiKeyStore(name: string, opened: (now: () => Date) => Promise<ApiKeyStore>): void {
  describe(name, () => {
    let store: ApiKeyStore;
    let now: Date;
    beforeEach(async () => {
      now = START;
      store = await opened(() => now);
    });

    it('has what a key was made with', async () => {
      const expiresAt = later(3600);
      const { key } = await store.create(named('the shop', { scopes: ['write'], expiresAt, rateLimit: 0 }));
      expect(key).toMatchObject({ name: 'the shop', scopes: ['write'], expiresAt, rateLimit: 0 });
      expect(key.createdAt).toEqual(START);
      expect(await store.all()).toEqual([key]);
    });

    it('has the digest of a secret, not the secret', async () => {
      const { key, text } = await store.create(named('a'));
      const { id, secret } = keyPartsIn(text)!;
      expect(id).toBe(key.id);
      expect(key.secretDigest).toBe(sha256(secret));
      expect(JSON.stringify(await store.all())).not.toContain(secret);
    });

    it('makes a key of its own each time, listed oldest first', async () => {
      const first = await store.create(named('a'));
      now = later(1);
      const second = await store.create(named('a'));
      expect(first.text).not.toBe(second.text);
      expect(await store.all()).toEqual([first.key, second.key]);
    });

    it('leaves out what was not given, and takes a scope once', async () => {
      const { key } = await store.create(named('  a ', { scopes: ['search', 'admin', 'search'] }));
      expect(Object.keys(key).sort()).toEqual(['createdAt', 'id', 'name', 'scopes', 'secretDigest']);
      expect(key).toMatchObject({ name: 'a', scopes: ['search', 'admin'] });
    });

    it.each([
      ['no name', named(' ')],
      ['a name without end', named('a'.repeat(101))],
      ['a name of two lines', named('a\nb')],
      ['no scope', named('a', { scopes: [] })],
      ['an unknown scope', named('a', { scopes: ['root' as 'admin'] })],
      ['an end that has passed', named('a', { expiresAt: START })],
      ['half a request', named('a', { rateLimit: 0.5 })],
    ])('refuses %s', async (_, key) => {
      await expect(store.create(key)).rejects.toThrow(coded('RECORD_INVALID'));
      expect(await store.all()).toEqual([]);
    });

    it('revokes a key once, and keeps it', async () => {
      const { key } = await store.create(named('a'));
      const other = await store.create(named('b'));
      now = later(5);
      await store.revoke(key.id);
      now = later(6);
      await store.revoke(key.id);
      const all = await store.all();
      expect(all.find(({ id }) => id === key.id)).toEqual({ ...key, revokedAt: later(5) });
      expect(all.find(({ id }) => id === other.key.id)).toEqual(other.key);
    });

    it('knows no key that was not made', async () => {
      await expect(store.revoke('0123456789ab')).rejects.toThrow(coded('NOT_FOUND'));
      await store.noteUse('0123456789ab');
      expect(await store.all()).toEqual([]);
    });

    it('notes the use of a key once a minute', async () => {
      const { key } = await store.create(named('a'));
      const notedAfter = async (seconds: number): Promise<Date | undefined> => {
        now = later(seconds);
        await store.noteUse(key.id);
        return (await store.all())[0]!.lastUsedAt;
      };
      expect(await notedAfter(1)).toEqual(later(1));
      expect(await notedAfter(60)).toEqual(later(1));
      expect(await notedAfter(61)).toEqual(later(61));
    });
  });
}
