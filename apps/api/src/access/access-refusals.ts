import type { Scope } from '@seje/catalogue';
import { SejeError } from '@seje/core';
import type { Caller, KeyHolder } from './caller.js';

const HOW_TO_SEND = 'the key in the header x-api-key, or as Authorization: Bearer';
const WHY: Readonly<Record<Extract<Caller, { is: 'refused' }>['why'], string>> = {
  unknown: 'a key that this service does not know',
  revoked: 'a key that has been revoked',
  expired: 'a key that has expired',
};

export function keyMissing(scope: Scope): SejeError {
  return new SejeError('UNAUTHORIZED', {
    message: `This needs a key with scope ${scope}`,
    expected: HOW_TO_SEND,
    found: 'no key',
    remedy: howToGetOne(scope),
  });
}

export function keyRefused({ why }: Extract<Caller, { is: 'refused' }>, scope: Scope): SejeError {
  return new SejeError('UNAUTHORIZED', {
    message: 'The key is not good',
    expected: HOW_TO_SEND,
    found: WHY[why],
    remedy: howToGetOne(scope),
  });
}

export function scopeLacking({ scopes }: KeyHolder, scope: Scope): SejeError {
  return new SejeError('FORBIDDEN', {
    message: 'The key is not made for this',
    expected: `scope ${scope}`,
    found: `scope ${scopes.join(', ')}`,
    remedy: howToGetOne(scope),
  });
}

function howToGetOne(scope: Scope): string {
  const make = `Make a key: npx seje keys create --scope ${scope}, or POST /v1/admin/keys`;
  return scope === 'admin' ? `${make}; or start the service with SEJE_ADMIN_KEY and send that.` : `${make}.`;
}
