import { Injectable } from '@nestjs/common';
import { SejeError } from '@seje/core';
import type { EngineTimes } from '../engine/engine-times.js';
import { currentRequest } from '../http/request-scope.js';
import { querySpans } from '../tracing/query-spans.js';
import { type Direction, ServiceMetrics } from './service-metrics.js';
import { stageTimes } from './stage-times.js';

/** Measures queries, for metrics, for the log line of their request and for its trace. */
@Injectable()
export class QueryObserver {
  constructor(private readonly metrics: ServiceMetrics) {}

  /** @param ask puts the query to the engine; the answer tells what the engine measured */
  async observed<A extends { readonly times: EngineTimes }>(
    direction: Direction,
    ask: () => Promise<A>,
  ): Promise<A> {
    const scope = currentRequest();
    const spans = querySpans(scope?.trace, direction);
    const startedAt = performance.now();
    try {
      const answer = await ask();
      const totalMs = performance.now() - startedAt;
      const stages = stageTimes(totalMs, answer.times);
      this.metrics.queryEnded(direction, 'ok', totalMs);
      this.metrics.queryAnswered(direction, stages, answer.times);
      if (scope !== undefined) scope.stages = stages;
      spans.answered(stages, answer.times);
      return answer;
    } catch (error) {
      const outcome = error instanceof SejeError ? error.code : 'INTERNAL';
      this.metrics.queryEnded(direction, outcome, performance.now() - startedAt);
      spans.refused(outcome);
      throw error;
    }
  }
}
