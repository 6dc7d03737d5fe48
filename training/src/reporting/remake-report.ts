import { SejeError, writeFileDurably } from '@seje/core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRunRecord } from './run-record.js';
import { TrainingHistory } from './training-history.js';
import { JOURNAL_FILES } from './training-journal.js';
import { readTrainingLog } from './training-log.js';
import { trainingReportPage } from './training-report.js';

export interface RemadeReport {
  /** Path of the page. */
  readonly report: string;
  /** Steps in the log. */
  readonly steps: number;
  readonly validations: number;
}

/**
 * Writes the report of a training anew from its record and log, whether it has ended or not.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, SETTINGS_INVALID, DISK_WRITE_FAILED
 */
export async function remakeReport(directory: string, now: Date): Promise<RemadeReport> {
  const record = await readRunRecord(join(directory, JOURNAL_FILES.record));
  const log = join(directory, JOURNAL_FILES.log);
  if (!existsSync(log))
    throw new SejeError('FILE_NOT_FOUND', {
      message: `There is no log of a training in ${directory}`,
      expected: log,
      remedy: 'Train first: a training writes it.',
    });
  const history = new TrainingHistory();
  let [steps, validations] = [0, 0];
  for await (const { entry } of readTrainingLog(log)) {
    history.add(entry);
    if ('loss' in entry) steps++;
    if ('validation' in entry) validations++;
  }
  const report = join(directory, JOURNAL_FILES.report);
  await writeFileDurably(report, trainingReportPage({ record, history, written: now.toISOString() }));
  return { report, steps, validations };
}
