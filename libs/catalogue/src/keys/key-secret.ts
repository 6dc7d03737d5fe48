import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '@seje/core';

/** Bytes of an id: enough that two keys never have the same, short enough to read out. */
const ID_BYTES = 6;
/** 256 bits of the system's randomness: nobody guesses that, however fast they can try. */
const SECRET_BYTES = 32;
/** `seje_` lets scanners of repositories and logs know a key when they see one. */
const KEY = /^seje_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
/** What an unknown id is compared with, so that it takes the time of a known one. No secret has it. */
const NO_DIGEST = '0'.repeat(64);

/** Keys wherever they stand in a text, for striking them out. */
export const KEYS_IN_TEXT = /seje_[0-9a-f]{12}_[A-Za-z0-9_-]{43}/g;

export interface KeyParts {
  readonly id: string;
  readonly secret: string;
}

export function newKeyParts(): KeyParts {
  return {
    id: randomBytes(ID_BYTES).toString('hex'),
    secret: randomBytes(SECRET_BYTES).toString('base64url'),
  };
}

export function keyText({ id, secret }: KeyParts): string {
  return `seje_${id}_${secret}`;
}

/** Undefined where the text has not the form of a key. */
export function keyPartsIn(text: string): KeyParts | undefined {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/**
 * What the database keeps of a secret. One round of SHA-256, not scrypt or argon2: those slow down whoever
 * guesses what a person may have chosen, and nothing of 256 random bits can be guessed. A slow hash would
 * cost each request what it costs an attacker, and buy nothing.
 */
export function digestOf(secret: string): string {
  return sha256(secret);
}

/** In the same time whatever is wrong. @param digest of the key with that id, undefined where there is none */
export function hasDigest(secret: string, digest: string | undefined): boolean {
  return timingSafeEqual(Buffer.from(digestOf(secret)), Buffer.from(digest ?? NO_DIGEST));
}
