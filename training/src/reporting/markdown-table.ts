/** Digits after the point, of ranks and of per cent. */
const DIGITS = 1;

/** Mean ± sample standard deviation (divided by n - 1); of a single value that value alone. */
export function meanAndDeviation(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return mean.toFixed(DIGITS);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return withDeviation(mean, Math.sqrt(squares / (values.length - 1)));
}

export function withDeviation(mean: number, deviation: number): string {
  return `${mean.toFixed(DIGITS)} ± ${deviation.toFixed(DIGITS)}`;
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
