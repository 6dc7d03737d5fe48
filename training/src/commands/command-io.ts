import type { OnProgress } from '@seje/core';
import { ProgressBars } from './progress-bar.js';

/** What a command needs of the terminal. */
export interface CommandIo {
  readonly onProgress: OnProgress;
  /** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once. */
  readonly signal: AbortSignal;
  /** A line for a person, on stderr, so that stdout stays what `--json` promises. */
  readonly say: (line: string) => void;
}

/** Runs a command's work with progress bars and signals, then prints its result: text, or JSON with `--json`. */
export async function withIo<T>(
  options: { readonly json?: boolean },
  work: (io: CommandIo) => Promise<T>,
  describe: (result: T) => string,
): Promise<void> {
  const bars = new ProgressBars();
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    const result = await work({
      onProgress: bars.report,
      signal: controller.signal,
      say: (line) => {
        bars.finish();
        process.stderr.write(`${line}\n`);
      },
    });
    bars.finish();
    process.stdout.write(
      options.json === true ? `${JSON.stringify(result, null, 2)}\n` : `${describe(result)}\n`,
    );
  } finally {
    bars.finish();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}
