import { parseJson } from '@seje/core';
import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, truncate } from 'node:fs/promises';
import { appended } from './append.js';
import { type LogEntry, logEntrySchema } from './training-log-entry.js';

export interface TrainingLogOptions {
  /** Of a run that goes on: its last step; later lines, of steps that will be taken again, are cut off. */
  readonly resumedAt?: number;
  /** Told of each entry that stays. */
  readonly onKept?: (entry: LogEntry) => void;
}

const NEWLINE = 10;

/** A JSON line for each step of a run; a resumed run goes on in the same file, where it goes on. */
export class TrainingLog {
  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
  ) {}

  /** @throws SejeError JSON_INVALID, SETTINGS_INVALID (of a damaged log) */
  static async open(path: string, { resumedAt, onKept }: TrainingLogOptions): Promise<TrainingLog> {
    if (resumedAt === undefined) return new TrainingLog(await open(path, 'w'), path);
    let end = 0;
    for await (const line of readTrainingLog(path)) {
      if ((line.entry.step ?? 0) > resumedAt) break;
      onKept?.(line.entry);
      ({ end } = line);
    }
    if (existsSync(path)) await truncate(path, end);
    return new TrainingLog(await open(path, 'a'), path);
  }

  /** @throws SejeError DISK_WRITE_FAILED */
  write(entry: Readonly<Record<string, unknown>>): Promise<void> {
    return appended(this.handle, { path: this.path, content: `${JSON.stringify(entry)}\n` });
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

export interface LogLine {
  readonly entry: LogEntry;
  /** Bytes of the file up to the end of this line. */
  readonly end: number;
}

/**
 * The lines of a log in their order, one at a time; none where there is no file. A last line that is not
 * finished, of a run that was killed or is writing it, is left out.
 * @throws SejeError JSON_INVALID, SETTINGS_INVALID
 */
export async function* readTrainingLog(path: string): AsyncGenerator<LogLine> {
  if (!existsSync(path)) return;
  let rest = Buffer.alloc(0);
  let end = 0;
  let number = 0;
  for await (const chunk of createReadStream(path)) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (let length = rest.indexOf(NEWLINE); length >= 0; length = rest.indexOf(NEWLINE)) {
      const text = rest.toString('utf8', 0, length);
      rest = rest.subarray(length + 1);
      end += length + 1;
      number++;
      const remedy = 'Restore the file, or train anew.';
      yield { entry: parseJson(logEntrySchema, text, { where: `${path}, line ${number}`, remedy }), end };
    }
  }
}
