import { SejeError, messageOf, writeFileDurably } from '@seje/core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { type Position, paceBetween } from './pace.js';
import {
  type RunEnd,
  type RunFacts,
  type RunRecord,
  type RunSession,
  endedRecord,
  readRunRecord,
  runRecord,
  writeRunRecord,
} from './run-record.js';
import { machineHere, softwareVersions } from './software-versions.js';
import { EventFile } from './tensorboard/event-file.js';
import { TrainingHistory } from './training-history.js';
import { TrainingLog } from './training-log.js';
import type { StepEntry, ValidationEntry } from './training-log-entry.js';
import { trainingReportPage } from './training-report.js';
import { scalarsOf } from './training-scalars.js';

export const JOURNAL_FILES = { log: 'train.jsonl', report: 'report.html', record: 'run.json' } as const;

/** Between two reports while training lasts, milliseconds. */
const REPORT_EVERY_MS = 10_000;

export interface JournalOptions {
  readonly facts: RunFacts;
  readonly engine: TensorEngine;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Of a run that goes on: its last step. */
  readonly resumedAt?: number;
}

interface JournalParts {
  readonly directory: string;
  readonly now: () => number;
  readonly log: TrainingLog;
  readonly events: EventFile;
  readonly history: TrainingHistory;
  readonly from: Position;
}

/**
 * All that a run tells of itself while it trains, in one folder: `train.jsonl`, a line a step; event files
 * for TensorBoard; `run.json`, what it is made of; `report.html`, its curves. Nothing of it acts on training.
 */
export class TrainingJournal {
  private reportedAt = -Infinity;

  private constructor(
    private readonly parts: JournalParts,
    private record: RunRecord,
  ) {}

  /** @throws SejeError DISK_WRITE_FAILED; of a run that goes on, JSON_INVALID, SETTINGS_INVALID */
  static async open(directory: string, options: JournalOptions): Promise<TrainingJournal> {
    const { engine, facts, now, resumedAt } = options;
    const history = new TrainingHistory();
    const log = await TrainingLog.open(join(directory, JOURNAL_FILES.log), {
      ...(resumedAt !== undefined && { resumedAt }),
      onKept: (entry) => history.add(entry),
    });
    const events = await EventFile.open(directory, { now, ...(resumedAt !== undefined && { resumedAt }) });
    const from = { at: now(), done: resumedAt ?? 0 };
    const session: RunSession = {
      started: timeOf(from.at),
      fromStep: from.done,
      versions: await softwareVersions(engine),
      machine: machineHere(),
    };
    const earlier = resumedAt === undefined ? [] : await earlierSessions(directory);
    const record = runRecord(facts, session, earlier);
    const journal = new TrainingJournal({ directory, now, log, events, history, from }, record);
    await writeRunRecord(join(directory, JOURNAL_FILES.record), record);
    await log.write({
      event: resumedAt === undefined ? 'start' : 'resume',
      time: session.started,
      step: from.done,
      engine: engine.name,
      version: engine.version,
    });
    await journal.report();
    return journal;
  }

  /** @throws SejeError DISK_WRITE_FAILED */
  step(figures: Omit<StepEntry, 'time'>): Promise<void> {
    return this.add({ ...figures, time: timeOf(this.parts.now()) });
  }

  /** @throws SejeError DISK_WRITE_FAILED */
  validation(figures: Omit<ValidationEntry, 'event' | 'time'>): Promise<void> {
    return this.add({ event: 'validation', ...figures, time: timeOf(this.parts.now()) });
  }

  /** @throws SejeError DISK_WRITE_FAILED */
  async end(how: RunEnd, failure?: unknown): Promise<void> {
    const { directory, now, log, from, history } = this.parts;
    const end = {
      time: timeOf(now()),
      how,
      step: history.lastStep?.step ?? from.done,
      ...(how === 'failed' && { error: toldOf(failure) }),
    };
    this.record = endedRecord(this.record, end);
    await log.write({ event: 'end', ...end });
    await writeRunRecord(join(directory, JOURNAL_FILES.record), this.record);
    await this.report();
  }

  async close(): Promise<void> {
    await this.parts.log.close();
    await this.parts.events.close();
  }

  private async add(entry: StepEntry | ValidationEntry): Promise<void> {
    const { now, log, events, history } = this.parts;
    await log.write(entry);
    await events.write(entry.step, scalarsOf(entry));
    history.add(entry);
    if (now() - this.reportedAt >= REPORT_EVERY_MS) await this.report();
  }

  private async report(): Promise<void> {
    const { directory, now, history, from } = this.parts;
    this.reportedAt = now();
    const at = { at: this.reportedAt, done: history.lastStep?.step ?? from.done };
    const pace = paceBetween(from, at, this.record.mostSteps);
    const page = trainingReportPage({ record: this.record, history, written: timeOf(at.at), pace });
    await writeFileDurably(join(directory, JOURNAL_FILES.report), page);
  }
}

async function earlierSessions(directory: string): Promise<readonly RunSession[]> {
  const path = join(directory, JOURNAL_FILES.record);
  return existsSync(path) ? (await readRunRecord(path)).sessions : [];
}

function toldOf(error: unknown): { code: string; message: string } {
  return { code: error instanceof SejeError ? error.code : 'UNEXPECTED', message: messageOf(error) };
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
