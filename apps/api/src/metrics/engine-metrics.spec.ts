import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { addGauges } from './add-gauges.js';
import { type EngineReadings, engineMetrics } from './engine-metrics.js';

async function scraped(changed: Partial<EngineReadings>, residentBytes?: number): Promise<string[]> {
  const registry = new Registry();
  const readings = { info: undefined, restarts: 2, load: 3, queueSize: 64, uploads: 1, ...changed };
  addGauges(
    registry,
    engineMetrics(
      () => readings,
      async () => residentBytes,
    ),
  );
  return (await registry.metrics()).split('\n').filter((line) => line && !line.startsWith('#'));
}

describe('engineMetrics', () => {
  it('says that there is no engine, and nothing of what it would answer with', async () => {
    expect(await scraped({})).toEqual([
      'seje_engine_up 0',
      'seje_engine_restarts_total 2',
      'seje_query_queue_length 3',
      'seje_query_queue_limit 64',
      'seje_uploads_in_flight 1',
    ]);
  });

  it('names what answers, without an index too', async () => {
    const overlay = { recipes: 0, images: 0, sequence: 0 };
    const info = { executionProvider: 'cuda', bundle: 'b', dimension: 2, overlay };
    const lines = await scraped({ info }, 1_000);
    expect(lines).toContain('seje_engine_up 1');
    expect(lines).toContain('seje_engine_info{execution_provider="cuda",bundle="b",generation="none"} 1');
    expect(lines).toContain('seje_engine_resident_memory_bytes 1000');
  });
});
