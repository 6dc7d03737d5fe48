import { describe, expect, it, vi } from 'vitest';
import type { ApiKey } from './api-key.js';
import { NOTE_USE_EVERY_MS } from './api-key-store.js';
import { KEYS_FRESH_MS, KeyRing } from './key-ring.js';
import { digestOf, keyText, newKeyParts } from './key-secret.js';

const START = new Date('2026-03-01T12:00:00Z').getTime();

/** A ring over a list that other processes change, and a clock that the test turns. */
function ringOver(keys: ApiKey[]) {
  const clock = { time: START, ticks: 5_000 };
  const store = {
    all: vi.fn(async () => keys.map((key) => ({ ...key }))),
    noteUse: vi.fn(async (_id: string) => undefined),
  };
  const onError = vi.fn();
  const ring = new KeyRing(store, {
    now: () => new Date(clock.time),
    ticks: () => clock.ticks,
    onError,
  });
  return { ring, store, clock, onError };
}

function madeKey(more: Partial<ApiKey> = {}): { key: ApiKey; text: string } {
  const parts = newKeyParts();
  const key: ApiKey = {
    id: parts.id,
    name: 'a',
    scopes: ['search'],
    createdAt: new Date(START),
    secretDigest: digestOf(parts.secret),
    ...more,
  };
  return { key, text: keyText(parts) };
}

describe('KeyRing', () => {
  it('knows a key by id and secret together', async () => {
    const [one, two] = [madeKey(), madeKey()];
    const { ring } = ringOver([one.key, two.key]);
    expect(await ring.check(one.text)).toEqual({ is: 'good', key: one.key });
    const swapped = one.text.replace(one.key.id, two.key.id);
    expect(await ring.check(swapped)).toEqual({ is: 'unknown' });
    for (const text of ['', 'seje_', one.key.id, `${one.text}x`, madeKey().text]) {
      expect(await ring.check(text)).toEqual({ is: 'unknown' });
    }
  });

  it('tells whoever has the secret what became of the key', async () => {
    const revoked = madeKey({ revokedAt: new Date(START) });
    const expiring = madeKey({ expiresAt: new Date(START + 1000) });
    const { ring, clock } = ringOver([revoked.key, expiring.key]);
    expect(await ring.check(revoked.text)).toEqual({ is: 'revoked' });
    const guessed = keyText({ id: revoked.key.id, secret: newKeyParts().secret });
    expect(await ring.check(guessed)).toEqual({ is: 'unknown' });
    expect(await ring.check(expiring.text)).toMatchObject({ is: 'good' });
    clock.time += 1000;
    expect(await ring.check(expiring.text)).toEqual({ is: 'expired' });
  });

  it('reads the keys once for many requests, and learns within its time what others changed', async () => {
    const { key, text } = madeKey();
    const keys = [key];
    const { ring, store, clock } = ringOver(keys);
    await Promise.all(Array.from({ length: 20 }, () => ring.check(text)));
    keys[0] = { ...key, revokedAt: new Date(START) };
    clock.ticks += KEYS_FRESH_MS - 1;
    expect(await ring.check(text)).toMatchObject({ is: 'good' });
    expect(store.all).toHaveBeenCalledTimes(1);
    clock.ticks += 1;
    expect(await ring.check(text)).toEqual({ is: 'revoked' });
  });

  it('learns at once what was changed here, also while it reads', async () => {
    const { key, text } = madeKey();
    const keys = [key];
    const { ring } = ringOver(keys);
    const before = ring.check(text);
    keys[0] = { ...key, revokedAt: new Date(START) };
    ring.forget();
    expect(await ring.check(text)).toEqual({ is: 'revoked' });
    await before;
    expect(await ring.check(text)).toEqual({ is: 'revoked' });
  });

  it('is not held up by a clock that was set back', async () => {
    const { key, text } = madeKey();
    const keys = [key];
    const { ring, clock } = ringOver(keys);
    await ring.check(text);
    keys.length = 0;
    clock.time -= 3_600_000;
    clock.ticks += KEYS_FRESH_MS;
    expect(await ring.check(text)).toEqual({ is: 'unknown' });
  });

  it('lets nobody through while the keys cannot be read, and tries again', async () => {
    const { key, text } = madeKey();
    const { ring, store } = ringOver([key]);
    store.all.mockRejectedValueOnce(new Error('gone'));
    await expect(ring.check(text)).rejects.toThrow('gone');
    expect(await ring.check(text)).toMatchObject({ is: 'good' });
  });

  it('notes a use once a minute, and serves on where that fails', async () => {
    const { key, text } = madeKey();
    const { ring, store, clock, onError } = ringOver([key]);
    store.noteUse.mockRejectedValueOnce(new Error('disk full'));
    await ring.check(text);
    await ring.check(text);
    expect(store.noteUse.mock.calls).toEqual([[key.id]]);
    await vi.waitFor(() => expect(onError).toHaveBeenCalledTimes(1));
    clock.ticks += NOTE_USE_EVERY_MS;
    await ring.check(text);
    expect(store.noteUse).toHaveBeenCalledTimes(2);
  });

  it('is empty only where no key was ever made', async () => {
    expect(await ringOver([]).ring.isEmpty()).toBe(true);
    expect(await ringOver([madeKey({ revokedAt: new Date(START) }).key]).ring.isEmpty()).toBe(false);
  });
});
