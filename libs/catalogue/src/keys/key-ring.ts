import type { ApiKey } from './api-key.js';
import { type ApiKeyStore, NOTE_USE_EVERY_MS } from './api-key-store.js';
import { hasDigest, keyPartsIn } from './key-secret.js';

/**
 * Age at which what was read of the keys is read again, milliseconds: within this time a key that another
 * process has revoked ends here too.
 */
export const KEYS_FRESH_MS = 3_000;

/** What a text that was sent as a key is. Only whoever has the secret learns that it was revoked or has expired. */
export type KeyVerdict =
  { readonly is: 'good'; readonly key: ApiKey } | { readonly is: 'unknown' | 'revoked' | 'expired' };

export interface KeyRingOptions {
  readonly now?: () => Date;
  /** Milliseconds that only grow, whatever is done to the clock. */
  readonly ticks?: () => number;
  /** Told of a use that could not be noted, which is no reason to refuse a request. */
  readonly onError?: (error: unknown) => void;
}

/** All keys that the database had a moment ago: one read in some seconds, however many requests come. */
export class KeyRing {
  private reading: { readonly since: number; readonly keys: Promise<Map<string, ApiKey>> } | undefined;
  private readonly usesNoted = new Map<string, number>();
  private readonly now: () => Date;
  private readonly ticks: () => number;
  private readonly onError: (error: unknown) => void;

  constructor(
    private readonly store: Pick<ApiKeyStore, 'all' | 'noteUse'>,
    {
      now = () => new Date(),
      ticks = () => performance.now(),
      onError = () => undefined,
    }: KeyRingOptions = {},
  ) {
    this.now = now;
    this.ticks = ticks;
    this.onError = onError;
  }

  /**
   * Checks a key, and notes its use where it is good.
   * @throws SejeError DATABASE_FAILED where the keys cannot be read: nothing is let through on old news
   */
  async check(text: string): Promise<KeyVerdict> {
    const parts = keyPartsIn(text);
    if (parts === undefined) return { is: 'unknown' };
    const key = (await this.keys()).get(parts.id);
    if (!hasDigest(parts.secret, key?.secretDigest) || key === undefined) return { is: 'unknown' };
    if (key.revokedAt !== undefined) return { is: 'revoked' };
    if (key.expiresAt !== undefined && key.expiresAt <= this.now()) return { is: 'expired' };
    this.noteUse(key.id);
    return { is: 'good', key };
  }

  /** Whether no key was ever made. @throws SejeError DATABASE_FAILED */
  async isEmpty(): Promise<boolean> {
    return (await this.keys()).size === 0;
  }

  /** Reads anew for whoever asks next: a key was made or revoked here. */
  forget(): void {
    this.reading = undefined;
  }

  private keys(): Promise<Map<string, ApiKey>> {
    const now = this.ticks();
    const { reading } = this;
    if (reading !== undefined && now - reading.since < KEYS_FRESH_MS) return reading.keys;
    const keys = this.store.all().then((all) => new Map(all.map((key) => [key.id, key])));
    const started = { since: now, keys };
    this.reading = started;
    keys.catch(() => {
      if (this.reading === started) this.reading = undefined;
    });
    return keys;
  }

  private noteUse(id: string): void {
    const now = this.ticks();
    const last = this.usesNoted.get(id);
    if (last !== undefined && now - last < NOTE_USE_EVERY_MS) return;
    this.usesNoted.set(id, now);
    this.store.noteUse(id).catch((error: unknown) => this.onError(error));
  }
}
