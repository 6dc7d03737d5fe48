import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import {
  SejeError,
  diskFailure,
  fsyncDirectory,
  isThere,
  makeDirectoryDurably,
  messageOf,
  requireFreeSpace,
} from '@seje/core';

const LINES = '.ndjson';
const ERRORS = '.errors.ndjson';
const PART = '.part';
const DAY_MS = 24 * 3_600_000;
/** What an import that failed had been sent stays for a week, to be looked at. */
const KEEP_LINES_MS = 7 * DAY_MS;
/** The errors of an import stay as long as its job. */
const KEEP_ERRORS_MS = 30 * DAY_MS;
/** What a process that died was receiving. */
const KEEP_PART_MS = DAY_MS;
const NAME = /^[0-9a-f-]{36}$/;

/** A received body: its name in the spool and its length in bytes. */
export interface SpooledBody {
  readonly spool: string;
  readonly bytes: number;
}

/** The bodies of imports in files, from when they are received until they are in the catalogue. */
export class ImportSpool {
  constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
  ) {}

  /**
   * Writes a body down. Once it has returned, all of it survives the process and the power.
   * @param announced its length, bytes, where the client has told it: room is looked for before any is read
   * @throws SejeError REQUEST_TOO_LARGE, DISK_FULL, DISK_WRITE_FAILED, REQUEST_INVALID where it breaks off
   */
  async receive(body: Readable, announced = 0): Promise<SpooledBody> {
    if (announced > this.maxBytes) throw tooLarge(this.maxBytes);
    await requireFreeSpace(this.folder, announced, 'the import');
    const spool = randomUUID();
    const part = `${this.linesOf(spool)}${PART}`;
    try {
      await makeDirectoryDurably(this.folder);
      const bytes = await this.write(part, body);
      await rename(part, this.linesOf(spool));
      await fsyncDirectory(this.folder);
      return { spool, bytes };
    } catch (error) {
      await rm(part, { force: true });
      throw error instanceof SejeError ? error : notWritten(error);
    }
  }

  linesOf(spool: string): string {
    return join(this.folder, `${spool}${LINES}`);
  }

  errorsOf(spool: string): string {
    return join(this.folder, `${spool}${ERRORS}`);
  }

  /** The errors of an import as they were written; undefined where there are none any more. */
  async openErrors(spool: string): Promise<Readable | undefined> {
    const path = this.errorsOf(spool);
    return NAME.test(spool) && (await isThere(path)) ? createReadStream(path) : undefined;
  }

  async remove(spool: string): Promise<void> {
    await rm(this.linesOf(spool), { force: true });
  }

  /** Removes what is older than it is kept for. @param busy of imports that wait or run */
  async sweep(now: Date, busy: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder).catch((): string[] => [])) {
      if (busy.has(name.split('.', 1)[0]!)) continue;
      const path = join(this.folder, name);
      const state = await stat(path).catch(() => undefined);
      if (state !== undefined && now.getTime() - state.mtimeMs > keptFor(name))
        await rm(path, { force: true });
    }
  }

  private async write(path: string, body: Readable): Promise<number> {
    const file = await open(path, 'wx');
    try {
      let bytes = 0;
      for await (const piece of piecesOf(body)) {
        bytes += piece.length;
        if (bytes > this.maxBytes) throw tooLarge(this.maxBytes);
        await writeAll(file, piece);
      }
      await file.sync();
      return bytes;
    } finally {
      await file.close();
    }
  }
}

async function* piecesOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    throw new SejeError('REQUEST_INVALID', {
      message: 'The body broke off',
      found: messageOf(error),
      remedy: 'Send it again; nothing was imported.',
      cause: error,
    });
  }
}

async function writeAll(file: FileHandle, piece: Buffer): Promise<void> {
  for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten;
}

function keptFor(name: string): number {
  if (name.endsWith(PART)) return KEEP_PART_MS;
  return name.endsWith(ERRORS) ? KEEP_ERRORS_MS : KEEP_LINES_MS;
}

function tooLarge(maxBytes: number): SejeError {
  return new SejeError('REQUEST_TOO_LARGE', {
    message: 'The import is too large',
    expected: `at most ${maxBytes} bytes`,
    remedy: 'Send it in parts, or raise SEJE_IMPORT_BYTES.',
  });
}

function notWritten(error: unknown): SejeError {
  return diskFailure(error, {
    message: 'The import could not be written to the state folder',
    remedy: 'Check free space and permissions of that folder, then send it again.',
  });
}
