import type { JobRecord, JobState } from '@seje/catalogue';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { addGauges } from './add-gauges.js';
import { type CatalogueReadings, catalogueMetrics } from './catalogue-metrics.js';

/** @param seconds after the beginning of the day at which it ended */
function job(kind: string, state: JobState, seconds?: number): JobRecord {
  const at = (s: number): Date => new Date(s * 1000);
  return {
    id: '',
    kind,
    payload: {},
    state,
    attempts: 1,
    createdAt: at(0),
    ...(seconds === undefined ? {} : { startedAt: at(10), endedAt: at(seconds) }),
  };
}

async function scraped(readings: CatalogueReadings | undefined): Promise<string[]> {
  const registry = new Registry();
  addGauges(
    registry,
    catalogueMetrics(async () => readings),
  );
  return (await registry.metrics()).split('\n').filter((line) => line && !line.startsWith('#'));
}

describe('catalogueMetrics', () => {
  it('counts jobs by kind and state, and tells how the last of each kind went', async () => {
    const jobs = [
      job('reindex', 'running'),
      job('reindex', 'failed', 40),
      job('reindex', 'succeeded', 30),
      job('import', 'succeeded', 12),
    ];
    const lines = await scraped({
      counts: { recipes: 3, photos: 2 },
      lag: { changes: 4, seconds: 1.5 },
      jobs,
    });
    expect(lines).toEqual([
      'seje_database_up 1',
      'seje_catalogue_records{kind="recipe"} 3',
      'seje_catalogue_records{kind="photo"} 2',
      'seje_feed_lag_changes 4',
      'seje_feed_lag_seconds 1.5',
      'seje_jobs{kind="reindex",state="running"} 1',
      'seje_jobs{kind="reindex",state="failed"} 1',
      'seje_jobs{kind="reindex",state="succeeded"} 1',
      'seje_jobs{kind="import",state="succeeded"} 1',
      'seje_job_last_duration_seconds{kind="reindex"} 30',
      'seje_job_last_duration_seconds{kind="import"} 2',
      'seje_job_last_failed{kind="reindex"} 1',
      'seje_job_last_failed{kind="import"} 0',
    ]);
  });

  it('says that the database is down, and nothing else, where it does not answer', async () => {
    expect(await scraped(undefined)).toEqual(['seje_database_up 0']);
  });
});
