import type { EngineInfo } from '../engine/protocol.js';
import { type ReadMetric, single } from './add-gauges.js';

/** What is read of the engine that answers. */
export interface EngineReadings {
  /** Absent while none is ready. */
  readonly info: EngineInfo | undefined;
  readonly restarts: number;
  /** Queries waiting or running. */
  readonly load: number;
  /** Most of them that are taken. */
  readonly queueSize: number;
  readonly uploads: number;
}

/** @param residentBytes asks the engine itself; undefined where it does not answer */
export function engineMetrics(
  now: () => EngineReadings,
  residentBytes: () => Promise<number | undefined>,
): ReadMetric[] {
  return [
    {
      name: 'seje_engine_up',
      help: '1 where an engine is ready, 0 where it starts or has died',
      read: () => single(now().info === undefined ? 0 : 1),
    },
    {
      name: 'seje_engine_restarts_total',
      help: 'Times that an engine died and was started again',
      read: () => single(now().restarts),
    },
    {
      name: 'seje_engine_info',
      help: 'What the engine answers with; always 1',
      labelNames: ['execution_provider', 'bundle', 'generation'],
      read: () => infoOf(now()),
    },
    {
      name: 'seje_engine_resident_memory_bytes',
      help: 'Memory of the engine process that is in RAM',
      read: async () => single(await residentBytes()),
    },
    {
      name: 'seje_query_queue_length',
      help: 'Queries that wait or run',
      read: () => single(now().load),
    },
    {
      name: 'seje_query_queue_limit',
      help: 'Queries that may wait or run at once; one more is answered 429 (SEJE_QUEUE_SIZE)',
      read: () => single(now().queueSize),
    },
    {
      name: 'seje_uploads_in_flight',
      help: 'Photos of queries being received',
      read: () => single(now().uploads),
    },
  ];
}

function infoOf({ info }: EngineReadings): [Record<string, string>, number][] {
  if (info === undefined) return [];
  const { executionProvider, bundle, generation } = info;
  return [[{ execution_provider: executionProvider, bundle, generation: generation?.name ?? 'none' }, 1]];
}
