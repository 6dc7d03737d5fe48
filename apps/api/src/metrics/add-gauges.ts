import { Counter, Gauge, type Registry } from 'prom-client';

/** One series: its labels, then its value; undefined where that is not known. */
export type Reading = readonly [labels: Readonly<Record<string, string>>, value: number | undefined];

/** A metric that is read when it is scraped, not counted as things happen. */
export interface ReadMetric {
  /** One that only grows ends in `_total` and is a counter. */
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** All series there are now: one that is not named, or has no value, is not shown. */
  readonly read: () => readonly Reading[] | Promise<readonly Reading[]>;
}

export function addGauges(registry: Registry, metrics: readonly ReadMetric[]): void {
  for (const { name, help, labelNames = [], read } of metrics) {
    const Kind = name.endsWith('_total') ? Counter : Gauge;
    const metric = new Kind<string>({
      name,
      help,
      labelNames: [...labelNames],
      registers: [],
      async collect() {
        const readings = await read();
        this.reset();
        // Without labels `reset` sets 0, which would be a claim.
        if (labelNames.length === 0) this.remove();
        for (const [labels, value] of readings) if (value !== undefined) this.inc(labels, value);
      },
    });
    registry.registerMetric(metric);
  }
}

/** The reading of a metric without labels. */
export function single(value: number | undefined): Reading[] {
  return [[{}, value]];
}
