import type { OnProgress, Progress } from '@seje/core';
import cliProgress from 'cli-progress';
import { durationText, paceBetween, rateText } from '../reporting/pace.js';

/** Steps shorter than this show no bar, milliseconds. */
const QUIET_MS = 700;
/** Between two lines where the output is no terminal, milliseconds. */
const LINE_EVERY_MS = 10_000;

/** Shows one bar a step with rate and time left; plain lines now and then where stderr is no terminal. */
export class ProgressBars {
  private bar: cliProgress.SingleBar | undefined;
  private step: string | undefined;
  private startedAt = 0;
  private startedFrom = 0;
  private lastLineAt = 0;
  private last: Progress | undefined;

  constructor(private readonly output: NodeJS.WriteStream = process.stderr) {}

  readonly report: OnProgress = (progress) => {
    if (progress.step !== this.step) this.begin(progress);
    this.last = progress;
    const elapsed = Date.now() - this.startedAt;
    if (elapsed < QUIET_MS) return;
    if (this.output.isTTY) this.draw(progress, elapsed);
    else if (Date.now() - this.lastLineAt >= LINE_EVERY_MS) this.line(progress, elapsed);
  };

  /** Ends the current step's bar. */
  finish(): void {
    if (this.last !== undefined && this.bar !== undefined) this.draw(this.last, Date.now() - this.startedAt);
    this.bar?.stop();
    this.bar = undefined;
    this.step = undefined;
    this.last = undefined;
  }

  private begin(progress: Progress): void {
    this.finish();
    this.step = progress.step;
    this.startedAt = Date.now();
    this.startedFrom = progress.done;
    this.lastLineAt = 0;
  }

  private draw(progress: Progress, elapsed: number): void {
    if (this.bar === undefined) {
      this.bar = new cliProgress.SingleBar(
        {
          stream: this.output,
          format: `  {step} [{bar}] {value}/{total} | {rate} | {left} {note}`,
          barsize: 24,
          hideCursor: true,
          clearOnComplete: false,
        },
        cliProgress.Presets.shades_classic,
      );
      this.bar.start(progress.total ?? 0, progress.done, this.payload(progress, elapsed));
    }
    if (progress.total !== undefined) this.bar.setTotal(progress.total);
    this.bar.update(progress.done, this.payload(progress, elapsed));
  }

  private line(progress: Progress, elapsed: number): void {
    this.lastLineAt = Date.now();
    const { step, rate, left, note } = this.payload(progress, elapsed);
    const of = progress.total === undefined ? '' : `/${progress.total}`;
    this.output.write(`  ${step.trim()} ${progress.done}${of}, ${rate}, ${left} ${note}\n`);
  }

  private payload(progress: Progress, elapsed: number): Record<'step' | 'rate' | 'left' | 'note', string> {
    const from = { at: 0, done: this.startedFrom };
    const to = { at: elapsed, done: progress.done };
    const { perSecond, secondsLeft } = paceBetween(from, to, progress.total);
    const bound = progress.mayEndEarlier === true ? 'at most ' : '';
    return {
      step: progress.step.padEnd(18),
      rate: rateText(perSecond),
      left: secondsLeft === undefined ? '' : `${bound}${durationText(secondsLeft)} left`,
      note: progress.note ?? '',
    };
  }
}
