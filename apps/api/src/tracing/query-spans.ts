import { type Context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { EngineTimes } from '../engine/engine-times.js';
import type { Direction } from '../metrics/service-metrics.js';
import { STAGES, type StageTimes } from '../metrics/stage-times.js';
import { isTraced, tracer } from './tracer.js';

/** The span of one query, `query`, and under it one for each stage. */
export interface QuerySpans {
  answered(stages: StageTimes, times: EngineTimes): void;
  /** @param code of the problem */
  refused(code: string): void;
}

const NONE: QuerySpans = { answered: () => undefined, refused: () => undefined };

/**
 * Begins the span of a query. The engine knows nothing of traces: it tells how long each stage took, and the
 * stages, which follow one another, are laid out backwards from the answer.
 * @param parent of the request; without a trace nothing is made
 */
export function querySpans(parent: Context | undefined, direction: Direction): QuerySpans {
  if (!isTraced(parent)) return NONE;
  const attributes = { 'seje.direction': direction };
  const span = tracer().startSpan('query', { kind: SpanKind.CLIENT, attributes }, parent);
  const within = trace.setSpan(parent, span);
  return {
    answered(stages, { batch }) {
      const endedAt = Date.now();
      const lasted = STAGES.map((stage) => stages[stage] ?? 0);
      let at = endedAt - lasted.reduce((sum, ms) => sum + ms, 0);
      for (const [i, stage] of STAGES.entries()) {
        if (stages[stage] === undefined) continue;
        const end = at + lasted[i]!;
        tracer().startSpan(stage, { startTime: at }, within).end(end);
        at = end;
      }
      span.setAttribute('seje.batch', batch);
      span.end(endedAt);
    },
    refused(code) {
      span.setAttribute('error.type', code);
      span.setStatus({ code: SpanStatusCode.ERROR, message: code });
      span.end();
    },
  };
}
