/** How long a consumer waited for what was to be read ahead: near 0 where the engine is what takes time. */
export class WaitClock {
  private readonly start: number;
  private waitedMs = 0;
  private lastMs = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.start = now();
  }

  async waitFor<T>(what: Promise<T>): Promise<T> {
    const from = this.now();
    try {
      return await what;
    } finally {
      this.lastMs = this.now() - from;
      this.waitedMs += this.lastMs;
    }
  }

  /** Seconds that the last wait took. */
  get last(): number {
    return this.lastMs / 1000;
  }

  /** Share of the time since this clock was started that was waited, 0 to 1. */
  get share(): number {
    const passed = this.now() - this.start;
    return passed === 0 ? 0 : this.waitedMs / passed;
  }
}
