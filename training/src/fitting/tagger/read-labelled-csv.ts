import { SejeError, isThere, messageOf } from '@seje/core';
import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { type LabelledLine, findName } from './labelled-line.js';

/** What came of the rows of a file. */
export interface CsvReport {
  readonly rows: number;
  /** Lines to learn from. */
  readonly usable: number;
  /** Rows without a name: unlabelled, which does not mean that they name no ingredient. */
  readonly unlabelled: number;
  /** Rows whose name does not stand in the line word by word. */
  readonly nameNotInLine: number;
  /** Rows whose line has stood before. */
  readonly repeated: number;
}

const COLUMNS = ['input', 'name'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/**
 * Reads ingredient lines labelled with the ingredient's name: a CSV file with the columns `input` and `name`,
 * others are not read.
 * @throws SejeError FILE_NOT_FOUND, FILE_DAMAGED (no CSV), DATA_LAYOUT_UNKNOWN (no such columns)
 */
export async function readLabelledCsv(
  path: string,
): Promise<{ readonly lines: LabelledLine[]; readonly report: CsvReport }> {
  const lines: LabelledLine[] = [];
  const seen = new Set<string>();
  const counts = { rows: 0, usable: 0, unlabelled: 0, nameNotInLine: 0, repeated: 0 };
  for await (const { input, name } of rowsOf(path)) {
    counts.rows++;
    const found = findName(input, name);
    if (name.trim() === '') counts.unlabelled++;
    else if (found === undefined) counts.nameNotInLine++;
    else if (seen.has(input)) counts.repeated++;
    else {
      counts.usable++;
      seen.add(input);
      lines.push({ text: input, isIngredient: true, name: found });
    }
  }
  return { lines, report: counts };
}

/** @throws SejeError FILE_NOT_FOUND where there is no such file */
export async function requireLabelledCsv(path: string): Promise<void> {
  if (await isThere(path)) return;
  throw new SejeError('FILE_NOT_FOUND', {
    message: 'There is no such file of labelled ingredient lines',
    expected: path,
    remedy: 'Correct text.taggerLines; paths start at the folder of the experiment file.',
  });
}

async function* rowsOf(path: string): AsyncGenerator<Row> {
  await requireLabelledCsv(path);
  const rows = createReadStream(path).pipe(parse({ columns: true, bom: true }));
  try {
    for await (const row of rows as AsyncIterable<Row>) {
      if (COLUMNS.some((column) => row[column] === undefined)) throw withoutColumns(path, row);
      yield row;
    }
  } catch (error) {
    if (error instanceof SejeError) throw error;
    throw new SejeError('FILE_DAMAGED', {
      message: `Could not read ${path} as CSV`,
      found: messageOf(error),
      remedy: 'Restore the file, or take it out of text.taggerLines.',
      cause: error,
    });
  }
}

function withoutColumns(path: string, row: Readonly<Record<string, string>>): SejeError {
  return new SejeError('DATA_LAYOUT_UNKNOWN', {
    message: `${path} is no file of labelled ingredient lines`,
    expected: `the columns ${COLUMNS.join(' and ')} in its first line`,
    found: Object.keys(row).join(', '),
    remedy: 'Name the column of the lines `input` and that of the ingredient names `name`.',
  });
}
