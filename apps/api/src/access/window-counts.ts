import type { FastifyRateLimitStore } from '@fastify/rate-limit';

/** Keys and addresses counted at once; beyond that the oldest count is forgotten. */
const COUNTED = 50_000;

interface Window {
  current: number;
  readonly since: number;
}

/**
 * How often each key or address asked within a window that begins with its first request. The plugin's own
 * store goes by the time of day: where the clock is set back, whoever was refused stays so until it catches up.
 */
export class WindowCounts implements FastifyRateLimitStore {
  /** In the order in which their windows began. */
  private readonly windows = new Map<string, Window>();

  incr(who: string, done: Parameters<FastifyRateLimitStore['incr']>[1], windowMs: number): void {
    const now = performance.now();
    let window = this.windows.get(who);
    if (window === undefined || now - window.since >= windowMs) {
      window = { current: 0, since: now };
      this.windows.delete(who);
      this.windows.set(who, window);
      this.forgetOldest();
    }
    window.current++;
    done(null, { current: window.current, ttl: windowMs - (now - window.since) });
  }

  /** All routes count together. */
  child(): this {
    return this;
  }

  private forgetOldest(): void {
    const [oldest] = this.windows.keys();
    if (oldest !== undefined && this.windows.size > COUNTED) this.windows.delete(oldest);
  }
}
