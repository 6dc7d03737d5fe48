import { SejeError, inBatches } from '@seje/core';
import type { PhotoStore } from '../photos/photo-store.js';
import type { CatalogueStore } from '../store/catalogue-store.js';
import type { WriteOutcome } from '../store/stored-records.js';
import { type ByteLine, byteLines } from './byte-lines.js';
import { entriesOfLine } from './entries-of-line.js';
import { ErrorReport, type LineError } from './error-report.js';
import { type PlacedEntry, putEntries } from './put-entries.js';

/** Recipes of one transaction: PGlite holds the event loop for about 30 ms then. */
const RECIPES_AT_ONCE = 200;
/** Errors after which a batch is ended too, so that a file of nothing else is read in bounded memory. */
const ERRORS_AT_ONCE = 1_000;
/** Longest line taken, bytes: many times the longest recipe that the catalogue takes as it is commonly written. */
const LONGEST_LINE = 2 * 1024 * 1024;
/** Of an error, characters. */
const LONGEST_MESSAGE = 500;
/** Errors that the outcome shows itself. */
const SHOWN_ERRORS = 20;

export interface ImportCounts extends Readonly<Record<WriteOutcome | 'superseded', number>> {
  readonly photos: number;
  readonly errors: number;
}

/** Where an import is, written down after each batch: another attempt goes on from there. */
export interface ImportCheckpoint {
  readonly byteOffset: number;
  /** Lines read. */
  readonly line: number;
  readonly counts: ImportCounts;
  /** Of the error report. */
  readonly errorBytes: number;
  readonly firstErrors: readonly LineError[];
}

export const IMPORT_START: ImportCheckpoint = {
  byteOffset: 0,
  line: 0,
  counts: { created: 0, changed: 0, unchanged: 0, superseded: 0, photos: 0, errors: 0 },
  errorBytes: 0,
  firstErrors: [],
};

export interface ImportParts {
  readonly store: CatalogueStore;
  readonly photos: PhotoStore;
  /** NDJSON file to read, and the file for its errors. */
  readonly file: string;
  readonly errors: string;
  readonly from: ImportCheckpoint;
  /** Called after each batch; the next one waits for it. */
  readonly save: (checkpoint: ImportCheckpoint) => Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Imports a file of recipes, line by line, in batches of one transaction each. A line that cannot be taken
 * is written to the error report and stops nothing. Each batch goes in the order recipes, errors,
 * checkpoint, each on the disk before the next: stopped anywhere, an attempt that goes on from the last
 * checkpoint does that batch again, which changes nothing where it had been done; its recipes then count
 * as `unchanged`.
 * @returns the last checkpoint
 * @throws SejeError DATABASE_FAILED, DISK_WRITE_FAILED; the signal's reason
 */
export async function importLines(parts: ImportParts): Promise<ImportCheckpoint> {
  const report = await ErrorReport.open(parts.errors, parts.from.errorBytes);
  try {
    const run = new ImportRun(parts, report);
    const place = { offset: parts.from.byteOffset, line: parts.from.line };
    for await (const line of byteLines(parts.file, place, LONGEST_LINE)) await run.take(line);
    return await run.flush();
  } finally {
    await report.close();
  }
}

class ImportRun {
  private checkpoint: ImportCheckpoint;
  private entries: PlacedEntry[] = [];
  private errors: LineError[] = [];

  constructor(
    private readonly parts: ImportParts,
    private readonly report: ErrorReport,
  ) {
    this.checkpoint = parts.from;
  }

  async take(line: ByteLine): Promise<void> {
    for (const entry of entriesOf(line)) {
      if (entry instanceof SejeError) this.errors.push(lineError(line.number, entry));
      else this.entries.push({ ...entry, line: line.number });
    }
    this.checkpoint = { ...this.checkpoint, byteOffset: line.end, line: line.number };
    if (this.entries.length >= RECIPES_AT_ONCE || this.errors.length >= ERRORS_AT_ONCE) await this.flush();
  }

  async flush(): Promise<ImportCheckpoint> {
    const { parts, checkpoint } = this;
    parts.signal?.throwIfAborted();
    const counts = { ...checkpoint.counts };
    const errors = [...this.errors];
    // A line may hold many recipes; a checkpoint stands between two lines.
    for await (const batch of inBatches(this.entries, RECIPES_AT_ONCE)) {
      const put = await putEntries(parts, batch);
      for (const { outcome } of put.recipes) counts[outcome]++;
      counts.photos += put.photos;
      errors.push(...put.errors);
    }
    errors.sort((a, b) => a.line - b.line);
    this.checkpoint = {
      ...checkpoint,
      counts: { ...counts, errors: counts.errors + errors.length },
      errorBytes: await this.report.add(errors),
      firstErrors: [...checkpoint.firstErrors, ...errors].slice(0, SHOWN_ERRORS),
    };
    this.entries = [];
    this.errors = [];
    await parts.save(this.checkpoint);
    return this.checkpoint;
  }
}

function entriesOf({ bytes }: ByteLine): ReturnType<typeof entriesOfLine> {
  if (bytes === undefined) return [tooLong()];
  const text = utf8(bytes);
  if (text === undefined) return [notUtf8()];
  try {
    return entriesOfLine(text);
  } catch (error) {
    if (error instanceof SejeError) return [error];
    if (error instanceof RangeError) return [tooDeep()];
    throw error;
  }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function lineError(line: number, { code, message }: SejeError): LineError {
  return { line, code, message: message.slice(0, LONGEST_MESSAGE) };
}

function tooLong(): SejeError {
  return new SejeError('RECORD_INVALID', {
    message: 'The line is too long',
    expected: `at most ${LONGEST_LINE / 1024 / 1024} MB`,
    remedy: 'Write each recipe on a line of its own; photos are put by themselves.',
  });
}

function notUtf8(): SejeError {
  return new SejeError('JSON_INVALID', {
    message: 'The line is no UTF-8 text',
    remedy: 'Save the file as UTF-8.',
  });
}

/** What recurses through it runs out of stack. */
function tooDeep(): SejeError {
  return new SejeError('RECORD_INVALID', {
    message: 'The line is nested too deep',
    remedy: 'Write the recipe as schema.org describes it.',
  });
}
