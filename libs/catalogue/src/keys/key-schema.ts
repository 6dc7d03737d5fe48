import { validated } from '@seje/core';
import { z } from 'zod';
import type { NewApiKey } from './api-key.js';
import { SCOPES } from './scopes.js';

export const MAX_KEY_NAME = 100;
/** Requests a minute: more than one process answers. */
export const MAX_RATE_LIMIT = 1_000_000;

const schema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(MAX_KEY_NAME)
    .refine((name) => !/\p{Cc}/u.test(name) && name.isWellFormed(), 'has control characters in it'),
  scopes: z.array(z.enum(SCOPES)).min(1),
  expiresAt: z.date().optional(),
  rateLimit: z.int().min(0).max(MAX_RATE_LIMIT).optional(),
});

/** With each scope once. @throws SejeError RECORD_INVALID */
export function validKey(key: NewApiKey, now: Date): NewApiKey {
  const future = schema.refine(({ expiresAt }) => expiresAt === undefined || expiresAt > now, {
    path: ['expiresAt'],
    message: 'must lie in the future',
  });
  const valid = validated(future, key, { where: 'The key', code: 'RECORD_INVALID' });
  return { ...valid, scopes: [...new Set(valid.scopes)] };
}
