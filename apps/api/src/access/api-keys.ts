import { createHash, timingSafeEqual } from 'node:crypto';
import { type ApiKey, type ApiKeyStore, KeyRing, type MadeApiKey, type NewApiKey } from '@seje/catalogue';
import type { Logger } from 'pino';
import { type Caller, NOBODY } from './caller.js';

export interface ApiKeysParts {
  /** @throws SejeError NOT_READY until the database is open */
  readonly store: () => ApiKeyStore;
  /** The bootstrap key: scope admin, no rate limit, in no database. */
  readonly adminKey: string | undefined;
  readonly logger: Logger;
}

/** Who a key belongs to, and the making and revoking of keys. */
export class ApiKeys {
  private readonly ring: KeyRing;

  constructor(private readonly parts: ApiKeysParts) {
    const store: Pick<ApiKeyStore, 'all' | 'noteUse'> = {
      all: async () => parts.store().all(),
      noteUse: async (id) => parts.store().noteUse(id),
    };
    this.ring = new KeyRing(store, {
      onError: (error) => parts.logger.warn({ err: error }, 'the use of a key could not be noted'),
    });
  }

  /**
   * @param text as the request brought it
   * @throws SejeError NOT_READY, DATABASE_FAILED: a key that cannot be checked is not let through
   */
  async callerWith(text: string | undefined): Promise<Caller> {
    if (text === undefined) return NOBODY;
    const { adminKey } = this.parts;
    if (adminKey !== undefined && isSame(text, adminKey)) {
      return { is: 'key', id: 'SEJE_ADMIN_KEY', scopes: ['admin'], rateLimit: 0 };
    }
    const verdict = await this.ring.check(text);
    if (verdict.is !== 'good') return { is: 'refused', why: verdict.is };
    const { id, scopes, rateLimit } = verdict.key;
    return { is: 'key', id, scopes, rateLimit };
  }

  /** Whether no key was ever made; SEJE_ADMIN_KEY does not count. @throws SejeError as `callerWith` */
  isEmpty(): Promise<boolean> {
    return this.ring.isEmpty();
  }

  async all(): Promise<ApiKey[]> {
    return this.parts.store().all();
  }

  /** @throws SejeError RECORD_INVALID */
  async create(key: NewApiKey): Promise<MadeApiKey> {
    const made = await this.parts.store().create(key);
    this.ring.forget();
    this.parts.logger.info({ key: made.key.id, scopes: made.key.scopes }, 'key made');
    return made;
  }

  /** From its return on the key is refused here. @throws SejeError NOT_FOUND */
  async revoke(id: string): Promise<void> {
    await this.parts.store().revoke(id);
    this.ring.forget();
    this.parts.logger.info({ key: id }, 'key revoked');
  }
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function isSame(a: string, b: string): boolean {
  const [digestA, digestB] = [a, b].map((key) => createHash('sha256').update(key).digest());
  return timingSafeEqual(digestA!, digestB!);
}
