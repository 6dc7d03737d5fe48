import type { Scope } from './scopes.js';

/** What whoever makes a key decides about it. */
export interface NewApiKey {
  /** For people: who or what uses it. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Absent: it does not expire. */
  readonly expiresAt?: Date | undefined;
  /** Requests a minute, 0 for any number; absent: as many as the service's setting says. */
  readonly rateLimit?: number | undefined;
}

/** A key as the database has it; its secret is not among it. */
export interface ApiKey extends NewApiKey {
  readonly id: string;
  readonly createdAt: Date;
  /** To the minute; absent where it was never used. */
  readonly lastUsedAt?: Date | undefined;
  readonly revokedAt?: Date | undefined;
  /** Hex SHA-256 of the secret. */
  readonly secretDigest: string;
}

/** A key that has just been made, with the one chance to see it whole. */
export interface MadeApiKey {
  readonly key: ApiKey;
  /** What its owner sends: `seje_<id>_<secret>`. */
  readonly text: string;
}
