export interface BackOffOptions {
  /** The first wait, milliseconds; doubles with each failure in a row. */
  readonly firstBackOffMs: number;
  readonly longestBackOffMs: number;
}

/** Waits that grow with each failure in a row. */
export class BackOff {
  private failures = 0;

  constructor(private readonly options: BackOffOptions) {}

  succeeded(): void {
    this.failures = 0;
  }

  failed(): void {
    this.failures++;
  }

  /** Milliseconds to wait now. */
  get waitMs(): number {
    const { firstBackOffMs, longestBackOffMs } = this.options;
    return Math.min(firstBackOffMs * 2 ** this.failures, longestBackOffMs);
  }
}
