import { type Matrix, rowOf } from '@seje/core';

/** Photos of one class that were taken for another. */
export interface ConfusedPair {
  readonly label: string;
  readonly takenFor: string;
  readonly photos: number;
  /** Photos of the class `label` in all. */
  readonly of: number;
}

/** Who is taken for whom: row i, column j counts the photos of label i whose most probable label is j. */
export class ConfusionTable {
  readonly counts: readonly (readonly number[])[];

  /** @param probabilities [N, C] */
  constructor(
    readonly labels: readonly string[],
    probabilities: Matrix,
    truth: readonly number[],
  ) {
    const counts = labels.map(() => labels.map(() => 0));
    for (const [i, label] of truth.entries()) {
      const row = rowOf(probabilities, i);
      counts[label]![row.indexOf(Math.max(...row))]!++;
    }
    this.counts = counts;
  }

  /** The pairs with most photos, most first; in the order of the labels where they have as many. */
  mostConfused(most: number): ConfusedPair[] {
    const pairs = this.counts.flatMap((row, i) => {
      const of = row.reduce((sum, photos) => sum + photos, 0);
      return row.flatMap((photos, j) =>
        i === j || photos === 0 ? [] : [{ label: this.labels[i]!, takenFor: this.labels[j]!, photos, of }],
      );
    });
    return pairs.toSorted((a, b) => b.photos - a.photos).slice(0, most);
  }

  /** RFC 4180: a header with the labels, then a row a label. */
  toCsv(): string {
    const line = (cells: readonly (string | number)[]): string => cells.map(quoted).join(',');
    const rows = this.counts.map((row, i) => line([this.labels[i]!, ...row]));
    return `${[line(['label \\ taken for', ...this.labels]), ...rows].join('\r\n')}\r\n`;
  }
}

function quoted(cell: string | number): string {
  return typeof cell === 'number' ? `${cell}` : `"${cell.replaceAll('"', '""')}"`;
}
