/** What one axis of a plot shows. */
export interface PlotAxis {
  readonly label: string;
  /** Default `linear`. On `log` (base 10) only numbers above 0 are drawn. */
  readonly scale?: 'linear' | 'log';
}

/** An axis fitted to its numbers. */
export interface AxisScale {
  /** Share of the axis' length at which a number lies, 0 at its start and 1 at its end. */
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

const MOST_TICKS = 7;
/** Steps between ticks, times a power of ten. */
const LINEAR_STEPS = [1, 2, 5, 10];
/** Ticks within each power of ten, the most that leave no more than `MOST_TICKS` in all. */
const LOG_TICKS = [[1, 2, 3, 5], [1, 2, 5], [1, 3], [1]];

/** Whether a number has a place on the axis. */
export function canPlot(axis: PlotAxis, value: number): boolean {
  return Number.isFinite(value) && (axis.scale !== 'log' || value > 0);
}

/** @param values the numbers that the axis has to hold, of which those it cannot show are left out */
export function axisScale(axis: PlotAxis, values: readonly number[]): AxisScale {
  const shown = values.filter((value) => canPlot(axis, value));
  return axis.scale === 'log' ? logScale(rangeOf(shown, 1)) : linearScale(rangeOf(shown, 0));
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function rangeOf(values: readonly number[], otherwise: number): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low <= high ? { low, high } : { low: otherwise, high: otherwise };
}

/** From tick to tick. A range of no width gets one around its number. */
function linearScale({ low, high }: Range): AxisScale {
  const width = high - low || Math.abs(low) || 1;
  const rough = width / (MOST_TICKS - 2);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * LINEAR_STEPS.find((times) => times * power >= rough * (1 - 1e-9))!;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => rounded((first + i) * step));
  return { at: (value) => (value / step - first) / (last - first), ticks };
}

/** A twentieth of the width is left free at both ends. */
function logScale({ low, high }: Range): AxisScale {
  const [from, to] = low === high ? [low / 2, high * 2] : [low, high];
  const margin = (Math.log10(to) - Math.log10(from)) / 20;
  const [start, end] = [Math.log10(from) - margin, Math.log10(to) + margin];
  const powers = Array.from(
    { length: Math.ceil(end) - Math.floor(start) + 1 },
    (_, i) => 10 ** (Math.floor(start) + i),
  );
  const choices = LOG_TICKS.map((times) =>
    powers
      .flatMap((power) => times.map((factor) => rounded(factor * power)))
      .filter((tick) => Math.log10(tick) >= start && Math.log10(tick) <= end),
  );
  return {
    at: (value) => (Math.log10(value) - start) / (end - start),
    ticks: choices.find((ticks) => ticks.length <= MOST_TICKS) ?? choices.at(-1)!,
  };
}

/** Without the last bits that a product of decimals leaves. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** 1200 -> `1,200`; 25000 -> `25,000`; 0.00001 -> `1e-5`. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential().replace('e+', 'e');
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
