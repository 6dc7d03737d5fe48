import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { EngineTimes } from '../engine/engine-times.js';
import { STAGES, type StageTimes } from './stage-times.js';

/** Seconds. A recipe takes milliseconds, a photo on a busy CPU seconds, the longest deadline minutes. */
const QUERY_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Seconds. Requests that wait for no engine are faster, uploads over a slow line slower. */
const HTTP_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];
/** Queries. An engine takes up to eight at once. */
const BATCH_BUCKETS = [1, 2, 3, 4, 6, 8];
const MS_PER_SECOND = 1000;

/** What is searched with. */
export type Direction = 'photo' | 'recipe';

/** Counts what happens as it happens; what merely is at the time of a scrape is read by the gauges beside it. */
@Injectable()
export class ServiceMetrics {
  /** Of this service alone: several may live in one process, in tests. */
  readonly registry = new Registry();

  private readonly queries = new Histogram({
    name: 'seje_query_duration_seconds',
    help: 'Time of a query from its arrival in the queue to its answer, by outcome: ok or the code of its problem',
    labelNames: ['direction', 'outcome'] as const,
    buckets: QUERY_BUCKETS,
    registers: [this.registry],
  });
  private readonly stages = new Histogram({
    name: 'seje_query_stage_duration_seconds',
    help: `Time that an answered query spent in each stage: ${STAGES.join(', ')}`,
    labelNames: ['direction', 'stage'] as const,
    buckets: QUERY_BUCKETS,
    registers: [this.registry],
  });
  private readonly batches = new Histogram({
    name: 'seje_query_batch_size',
    help: 'Queries that were encoded together with an answered query, itself included',
    labelNames: ['direction'] as const,
    buckets: BATCH_BUCKETS,
    registers: [this.registry],
  });
  private readonly requests = new Histogram({
    name: 'seje_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer, by pattern of its path',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: HTTP_BUCKETS,
    registers: [this.registry],
  });
  private readonly rejected = new Counter({
    name: 'seje_requests_rejected_total',
    help: 'Requests answered 429, 503 or 504, by the code of the problem',
    labelNames: ['code'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  queryAnswered(direction: Direction, stages: StageTimes, { batch }: EngineTimes): void {
    for (const stage of STAGES) {
      const ms = stages[stage];
      if (ms !== undefined) this.stages.observe({ direction, stage }, ms / MS_PER_SECOND);
    }
    this.batches.observe({ direction }, batch);
  }

  /** @param outcome `ok`, or the code that it was refused with */
  queryEnded(direction: Direction, outcome: string, totalMs: number): void {
    this.queries.observe({ direction, outcome }, totalMs / MS_PER_SECOND);
  }

  /** @param route pattern of the path, never the path: there are as many of those as there are ids */
  requestEnded(
    { method, route, status }: { readonly method: string; readonly route: string; readonly status: number },
    ms: number,
  ): void {
    this.requests.observe({ method, route, status }, ms / MS_PER_SECOND);
  }

  requestRejected(code: string): void {
    this.rejected.inc({ code });
  }
}
