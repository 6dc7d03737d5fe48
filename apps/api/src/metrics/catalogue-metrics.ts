import type { CatalogueCounts, JobRecord } from '@seje/catalogue';
import { type ReadMetric, type Reading, single } from './add-gauges.js';
import type { Lag } from './feed-lag.js';

/** What is read of the database; absent parts were not to be had. */
export interface CatalogueReadings {
  readonly counts: CatalogueCounts;
  /** Absent while no engine has an index. */
  readonly lag: Lag | undefined;
  /** The newest first. */
  readonly jobs: readonly JobRecord[];
}

const MS_PER_SECOND = 1000;

/** @param now undefined where the database does not answer */
export function catalogueMetrics(now: () => Promise<CatalogueReadings | undefined>): ReadMetric[] {
  return [
    {
      name: 'seje_database_up',
      help: '1 where the catalogue could be read, 0 where it could not',
      read: async () => single((await now()) === undefined ? 0 : 1),
    },
    {
      name: 'seje_catalogue_records',
      help: 'Recipes and photos in the catalogue',
      labelNames: ['kind'],
      read: async () => {
        const counts = (await now())?.counts;
        return [
          [{ kind: 'recipe' }, counts?.recipes],
          [{ kind: 'photo' }, counts?.photos],
        ];
      },
    },
    {
      name: 'seje_feed_lag_changes',
      help: 'Numbers of the change feed that are not in the answers yet',
      read: async () => single((await now())?.lag?.changes),
    },
    {
      name: 'seje_feed_lag_seconds',
      help: 'Time since a change that is not in the answers yet was first seen at a scrape',
      read: async () => single((await now())?.lag?.seconds),
    },
    {
      name: 'seje_jobs',
      help: 'Jobs of the last month by kind and state',
      labelNames: ['kind', 'state'],
      read: async () => jobsByState((await now())?.jobs ?? []),
    },
    {
      name: 'seje_job_last_duration_seconds',
      help: 'Time from start to end of the last job of its kind that is over',
      labelNames: ['kind'],
      read: async () => lastOfEachKind((await now())?.jobs ?? [], durationOf),
    },
    {
      name: 'seje_job_last_failed',
      help: '1 where the last job of its kind that is over failed',
      labelNames: ['kind'],
      read: async () => lastOfEachKind((await now())?.jobs ?? [], ({ state }) => Number(state === 'failed')),
    },
  ];
}

function jobsByState(jobs: readonly JobRecord[]): Reading[] {
  const groups = Map.groupBy(jobs, ({ kind, state }) => `${kind} ${state}`);
  return [...groups.values()].map((group) => {
    const { kind, state } = group[0]!;
    return [{ kind, state }, group.length];
  });
}

function lastOfEachKind(
  jobs: readonly JobRecord[],
  value: (job: JobRecord) => number | undefined,
): Reading[] {
  const over = jobs.filter(({ state }) => state !== 'queued' && state !== 'running');
  const kinds = Map.groupBy(over, ({ kind }) => kind);
  return [...kinds].map(([kind, [last]]) => [{ kind }, value(last!)]);
}

function durationOf({ startedAt, endedAt }: JobRecord): number | undefined {
  if (startedAt === undefined || endedAt === undefined) return undefined;
  return (endedAt.getTime() - startedAt.getTime()) / MS_PER_SECOND;
}
