import type { ApiKey, ApiKeyStore, NewApiKey } from '@seje/catalogue';
import { SejeError, sha256 } from '@seje/core';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from './api-keys.js';

const ADMIN_KEY = 'a bootstrap key';
const ID = '0123456789ab';
const SECRET = 's'.repeat(43);
const TEXT = `seje_${ID}_${SECRET}`;

/** A store of one key, which it makes. */
function storeOfOne(): ApiKeyStore {
  let made: ApiKey | undefined;
  return {
    create: async (key: NewApiKey) => {
      made = { ...key, id: ID, createdAt: new Date(), secretDigest: sha256(SECRET) };
      return { key: made, text: TEXT };
    },
    all: async () => (made === undefined ? [] : [made]),
    revoke: async () => {
      made = { ...made!, revokedAt: new Date() };
    },
    noteUse: async () => undefined,
  };
}

function apiKeys(store: () => ApiKeyStore, adminKey?: string): ApiKeys {
  return new ApiKeys({ store, adminKey, logger: pino({ level: 'silent' }) });
}

function notOpen(): never {
  throw new SejeError('NOT_READY', { message: 'The catalogue is being opened' });
}

describe('ApiKeys', () => {
  it('knows a key as soon as it is made, and refuses it as soon as it is revoked', async () => {
    const store = storeOfOne();
    const keys = apiKeys(() => store);
    expect(await keys.callerWith(TEXT)).toEqual({ is: 'refused', why: 'unknown' });
    await keys.create({ name: 'a', scopes: ['write'], rateLimit: 7 });
    expect(await keys.callerWith(TEXT)).toEqual({ is: 'key', id: ID, scopes: ['write'], rateLimit: 7 });
    await keys.revoke(ID);
    expect(await keys.callerWith(TEXT)).toEqual({ is: 'refused', why: 'revoked' });
  });

  it('takes the bootstrap key for an admin before the database is open, and no other', async () => {
    const keys = apiKeys(notOpen, ADMIN_KEY);
    expect(await keys.callerWith(ADMIN_KEY)).toMatchObject({ is: 'key', scopes: ['admin'], rateLimit: 0 });
    expect(await keys.callerWith(`${ADMIN_KEY}!`)).toEqual({ is: 'refused', why: 'unknown' });
    expect(await keys.callerWith(undefined)).toEqual({ is: 'nobody' });
    await expect(keys.callerWith(TEXT)).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  it('has no bootstrap key where none is set', async () => {
    expect(await apiKeys(notOpen).callerWith('')).toEqual({ is: 'refused', why: 'unknown' });
  });
});
