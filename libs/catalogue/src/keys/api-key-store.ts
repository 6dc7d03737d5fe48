import type { ApiKey, MadeApiKey, NewApiKey } from './api-key.js';

/** Between two notes of a key's use, milliseconds: a write for each request would cost more than the request. */
export const NOTE_USE_EVERY_MS = 60_000;

/** The API keys of a catalogue's database. Keys are revoked, never deleted, so that a log's ids keep a meaning. */
export interface ApiKeyStore {
  /** @throws SejeError RECORD_INVALID */
  create(key: NewApiKey): Promise<MadeApiKey>;
  /** All of them, revoked and expired ones too, oldest first. */
  all(): Promise<ApiKey[]>;
  /**
   * Ends a key; one that has been revoked stays as it is.
   * @throws SejeError NOT_FOUND
   */
  revoke(id: string): Promise<void>;
  /** Notes that a key was used, unless that was noted less than a minute ago. */
  noteUse(id: string): Promise<void>;
}
