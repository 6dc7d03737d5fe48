/**
 * Every failure that a user can meet has a code, and a message that says what was expected, what was
 * found and what to do. Codes are stable: programs branch on them; `apps/api` maps each to one status.
 */
export const ERROR_CODES = [
  // files and data
  'FILE_NOT_FOUND',
  'FILE_DAMAGED',
  'JSON_INVALID',
  'DATA_LAYOUT_UNKNOWN',
  'DATA_EMPTY',
  'DISK_WRITE_FAILED',
  'DISK_FULL',
  'CHECKSUM_MISMATCH',
  'DOWNLOAD_FAILED',
  // settings and environment
  'SETTINGS_INVALID',
  'ADDON_NOT_BUILT',
  'ENGINE_UNAVAILABLE',
  'EXECUTION_PROVIDER_UNAVAILABLE',
  'PORT_TAKEN',
  'RUN_LOCKED',
  // bundle, network, index
  'BUNDLE_INVALID',
  'BUNDLE_MISMATCH',
  'MODEL_INVALID',
  'PARITY_FAILED',
  'GENERATION_INVALID',
  'GENERATION_MISMATCH',
  'RECALL_TOO_LOW',
  'GATE_FAILED',
  'VECTOR_INVALID',
  'INDEX_FULL',
  // catalogue and jobs
  'DATABASE_FAILED',
  'PHOTO_STORE_FAILED',
  'CATALOGUE_VERSION_UNKNOWN',
  'BACKUP_INVALID',
  'RECORD_INVALID',
  'REVISION_CONFLICT',
  'PHOTO_ID_TAKEN',
  'CURSOR_INVALID',
  'IDEMPOTENCY_KEY_REUSED',
  'JOB_CANCELLED',
  // training
  'TRAINING_DIVERGED',
  'OUT_OF_MEMORY',
  'CHECKPOINT_INVALID',
  'CHECKPOINT_MISMATCH',
  // queries
  'RECIPE_EMPTY',
  'RECIPE_TOO_LONG',
  'RECIPE_UNKNOWN_WORDS',
  'PHOTO_MISSING',
  'PHOTO_EMPTY',
  'PHOTO_UNREADABLE',
  'PHOTO_TYPE_REFUSED',
  'PHOTO_TOO_LARGE',
  'PHOTO_URL_OFF',
  'PHOTO_URL_REFUSED',
  'PHOTO_URL_FAILED',
  'REQUEST_INVALID',
  'REQUEST_TOO_LARGE',
  'REQUEST_TYPE_REFUSED',
  'REQUEST_TIMED_OUT',
  'HEADERS_TOO_LARGE',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'JOB_RUNNING',
  'QUEUE_FULL',
  'ENGINE_DOWN',
  'NOT_READY',
  'DEADLINE_EXCEEDED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorParts {
  /** One clause: what went wrong, with the file or field it concerns. */
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  /** What the reader can do about it, as an imperative sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** A named failure. `message` reads: what; expected …; found …; what to do. */
export class SejeError extends Error {
  override readonly name = 'SejeError';
  readonly code: ErrorCode;
  readonly parts: ErrorParts;

  constructor(code: ErrorCode, parts: ErrorParts) {
    const clauses = [
      parts.message,
      parts.expected === undefined ? undefined : `expected ${parts.expected}`,
      parts.found === undefined ? undefined : `found ${parts.found}`,
    ].filter((clause) => clause !== undefined);
    super(`${clauses.join('; ')}.${parts.remedy === undefined ? '' : ` ${parts.remedy}`}`, {
      cause: parts.cause,
    });
    this.code = code;
    this.parts = parts;
  }
}

/** Text of anything thrown, for a message's `found`. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
