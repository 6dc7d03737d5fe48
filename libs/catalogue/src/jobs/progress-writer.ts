import type { Progress } from '@seje/core';

type WithRate = Progress & { readonly rate: number };

/** Between two writes of one step; a new step is written at once. */
const PAUSE_MS = 500;

/** Turns the many reports of a handler into a few writes, one after the other. */
export class ProgressWriter {
  private latest: WithRate | undefined;
  private writing: Promise<void> = Promise.resolve();
  private writtenAt = -Infinity;
  private step = { name: '', startedAt: 0, startedWith: 0 };

  /**
   * @param write may fail: a later report is written then
   * @param now milliseconds, growing
   */
  constructor(
    private readonly write: (progress: WithRate) => Promise<void>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  report(progress: Progress): void {
    const isNew = progress.step !== this.step.name;
    if (isNew) this.step = { name: progress.step, startedAt: this.now(), startedWith: progress.done };
    const seconds = (this.now() - this.step.startedAt) / 1000;
    const rate = seconds > 0 ? (progress.done - this.step.startedWith) / seconds : 0;
    this.latest = { ...progress, rate };
    if (isNew || this.now() - this.writtenAt >= PAUSE_MS) this.flush();
  }

  /** Resolves once the last report is written. */
  async end(): Promise<void> {
    this.flush();
    await this.writing;
  }

  private flush(): void {
    this.writtenAt = this.now();
    this.writing = this.afterWriting();
  }

  private async afterWriting(): Promise<void> {
    await this.writing;
    const { latest } = this;
    this.latest = undefined;
    if (latest !== undefined) await this.write(latest).catch(() => undefined);
  }
}
