/** One HTTP request, ready to be sent again and again. */
export interface PlannedRequest {
  /** What it is, for counting apart. */
  readonly kind: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * Open-loop load: request i is due i / rate seconds after the start, whether those before it have been
 * answered or not, and its latency counts from then. A slow service therefore cannot slow its own load
 * down (no coordinated omission).
 */
export interface LoadPlan {
  /** Where the service answers, `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Taken in turn, from the first again after the last. */
  readonly requests: readonly PlannedRequest[];
  /** Most connections, each kept alive and carrying one request at a time; what finds none waits, and that counts. */
  readonly connections?: number;
}

/** What became of one request. */
export interface Outcome {
  readonly kind: string;
  /** When it was due, milliseconds after the start. */
  readonly dueMs: number;
  /** How much later the generator came to send it, which is no fault of the service: milliseconds. */
  readonly lateMs: number;
  /** From when it was due until its answer was whole, milliseconds. */
  readonly latencyMs: number;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Whether it said when to ask again. */
  readonly saidRetryAfter: boolean;
}
