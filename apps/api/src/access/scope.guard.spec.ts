import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { SCOPES, type Scope } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import { describe, expect, it } from 'vitest';
import type { ApiKeys } from './api-keys.js';
import { type Caller, NOBODY } from './caller.js';
import { OpenAccess, RequireScope } from './require-scope.decorator.js';
import { ScopeGuard } from './scope.guard.js';

@RequireScope('search')
class Endpoints {
  search(): void {}

  @RequireScope('write')
  write(): void {}

  @RequireScope('admin')
  admin(): void {}

  @RequireScope('admin', { openOnLoopback: true })
  metrics(): void {}

  @OpenAccess()
  health(): void {}
}

class Undecorated {
  forgotten(): void {}
}

interface Service {
  readonly host?: string;
  readonly open?: boolean;
  readonly keysMade?: boolean;
}

const LOOPBACK = '127.0.0.1';
const NETWORK = '0.0.0.0';
const holderOf = (...scopes: Scope[]): Caller => ({ is: 'key', id: 'a', scopes });
const REFUSED: Caller = { is: 'refused', why: 'revoked' };

/** `yes`, or the code of the refusal. */
async function answer(
  endpoint: keyof Endpoints | 'forgotten',
  caller: Caller,
  { host = LOOPBACK, open = false, keysMade = false }: Service = {},
): Promise<string> {
  const keys = { isEmpty: async () => !keysMade } as ApiKeys;
  const guard = new ScopeGuard(new Reflector(), keys, { host, open });
  const place = endpoint === 'forgotten' ? Undecorated : Endpoints;
  const context = {
    getClass: () => place,
    getHandler: () => Object.getOwnPropertyDescriptor(place.prototype, endpoint)!.value as () => void,
    switchToHttp: () => ({ getRequest: () => ({ caller }) }),
  } as unknown as ExecutionContext;
  try {
    await guard.canActivate(context);
    return 'yes';
  } catch (error) {
    return (error as SejeError).code;
  }
}

describe('ScopeGuard', () => {
  it('lets a key do what its scopes include', async () => {
    const table = Object.fromEntries(
      await Promise.all(
        SCOPES.map(async (held) => [
          held,
          await Promise.all(SCOPES.map((endpoint) => answer(endpoint, holderOf(held), { keysMade: true }))),
        ]),
      ),
    ) as unknown;
    expect(table).toEqual({
      search: ['yes', 'FORBIDDEN', 'FORBIDDEN'],
      write: ['yes', 'yes', 'FORBIDDEN'],
      admin: ['yes', 'yes', 'yes'],
    });
  });

  const services: [string, Service, string][] = [
    ['on the loopback, no key made', {}, 'yes'],
    ['on the loopback, keys made', { keysMade: true }, 'UNAUTHORIZED'],
    ['on a network, no key made', { host: NETWORK }, 'UNAUTHORIZED'],
    ['on a network, keys made', { host: NETWORK, keysMade: true }, 'UNAUTHORIZED'],
    ['on a network, open on purpose', { host: NETWORK, open: true, keysMade: true }, 'yes'],
  ];
  it.each(services)(
    '%s: nobody searches as the rules say, and never writes',
    async (_, service, searches) => {
      expect(await answer('search', NOBODY, service)).toBe(searches);
      expect(await answer('write', NOBODY, service)).toBe('UNAUTHORIZED');
      expect(await answer('admin', NOBODY, service)).toBe('UNAUTHORIZED');
    },
  );

  it('refuses a key that is not good also where none is needed', async () => {
    expect(await answer('search', REFUSED, { open: true })).toBe('UNAUTHORIZED');
    expect(await answer('health', REFUSED)).toBe('yes');
  });

  it('answers whoever asks for health, wherever', async () => {
    expect(await answer('health', NOBODY, { host: NETWORK, keysMade: true })).toBe('yes');
  });

  it('opens metrics on the loopback alone', async () => {
    expect(await answer('metrics', NOBODY, { keysMade: true })).toBe('yes');
    expect(await answer('metrics', NOBODY, { host: NETWORK, open: true })).toBe('UNAUTHORIZED');
    expect(await answer('metrics', holderOf('write'), { host: NETWORK })).toBe('FORBIDDEN');
    expect(await answer('metrics', holderOf('admin'), { host: NETWORK })).toBe('yes');
  });

  it('locks an endpoint that says nothing', async () => {
    expect(await answer('forgotten', NOBODY, { open: true })).toBe('UNAUTHORIZED');
    expect(await answer('forgotten', holderOf('write'))).toBe('FORBIDDEN');
    expect(await answer('forgotten', holderOf('admin'))).toBe('yes');
  });
});
