import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { appended } from '../append.js';
import type { Scalar } from '../training-scalars.js';
import { restartEvent, scalarsEvent, versionEvent } from './event-message.js';
import { tfRecord } from './tf-record.js';

/** What TensorBoard looks for in a file's name; it reads the files of a folder in the order of their names. */
const PREFIX = 'events.out.tfevents.';
const SECONDS_DIGITS = 10;
const STEP_DIGITS = 9;

export interface EventFileOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Of a run that goes on: its last step. Absent: a run from its start, whose folder is cleared of event files. */
  readonly resumedAt?: number;
}

/**
 * Scalars of a run for TensorBoard, a file for each time that it was started. Written by hand: the format is
 * two small messages in TFRecords, `tf.node.summaryFileWriter` exists on the native engine only, and it
 * cannot say that a resumed run takes back steps.
 */
export class EventFile {
  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
    private readonly now: () => number,
  ) {}

  /** @throws SejeError DISK_WRITE_FAILED */
  static async open(directory: string, { now, resumedAt }: EventFileOptions): Promise<EventFile> {
    if (resumedAt === undefined)
      for (const name of await readdir(directory))
        if (name.startsWith(PREFIX)) await rm(join(directory, name));
    const wallTime = now() / 1000;
    const seconds = `${Math.floor(wallTime)}`.padStart(SECONDS_DIGITS, '0');
    const step = `${resumedAt ?? 0}`.padStart(STEP_DIGITS, '0');
    const path = join(directory, `${PREFIX}${seconds}.${step}.seje`);
    const file = new EventFile(await open(path, 'a'), path, now);
    await file.append(versionEvent({ wallTime }));
    if (resumedAt !== undefined) await file.append(restartEvent({ wallTime, step: resumedAt + 1 }));
    return file;
  }

  /** @throws SejeError DISK_WRITE_FAILED */
  async write(step: number, scalars: readonly Scalar[]): Promise<void> {
    if (scalars.length > 0) await this.append(scalarsEvent(scalars, { wallTime: this.now() / 1000, step }));
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private append(event: Uint8Array): Promise<void> {
    return appended(this.handle, { path: this.path, content: tfRecord(event) });
  }
}
