import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { addGauges, single } from './add-gauges.js';

const series = (text: string): string[] => text.split('\n').filter((line) => line && !line.startsWith('#'));

describe('addGauges', () => {
  it('shows what is there at each scrape, and nothing that has gone', async () => {
    const registry = new Registry();
    let generation = 'one';
    addGauges(registry, [
      { name: 'info', help: 'h', labelNames: ['generation'], read: () => [[{ generation }, 1]] },
    ]);
    expect(series(await registry.metrics())).toEqual(['info{generation="one"} 1']);
    generation = 'two';
    expect(series(await registry.metrics())).toEqual(['info{generation="two"} 1']);
  });

  it('has no series, rather than 0, where the value is not known', async () => {
    const registry = new Registry();
    let value: number | undefined;
    addGauges(registry, [{ name: 'lag', help: 'h', read: () => single(value) }]);
    expect(series(await registry.metrics())).toEqual([]);
    value = 0;
    expect(series(await registry.metrics())).toEqual(['lag 0']);
    value = undefined;
    expect(series(await registry.metrics())).toEqual([]);
  });

  it('makes a counter of what only grows', async () => {
    const registry = new Registry();
    addGauges(registry, [{ name: 'restarts_total', help: 'h', read: async () => single(3) }]);
    const text = await registry.metrics();
    expect(text).toContain('# TYPE restarts_total counter');
    expect(await registry.metrics()).toBe(text);
    expect(series(text)).toEqual(['restarts_total 3']);
  });
});
