import { generateLoad } from './generator/generate-load.js';
import { type Distribution, distributionOf } from './generator/distribution.js';
import type { Outcome, PlannedRequest } from './generator/plan.js';
import type { MeasuredService } from './service/measured-service.js';

export interface Load {
  readonly rate: number;
  readonly seconds: number;
  readonly requests: readonly PlannedRequest[];
}

/** One stretch of load on a service, seen by its clients and by itself. */
export interface LoadRun {
  readonly load: Load;
  readonly outcomes: readonly Outcome[];
  /** How long the service's event loop kept timers waiting. */
  readonly eventLoop: Distribution;
  /** What the service says its answers with this status took, from a request's head to the end of its answer. */
  readonly servedIn: (status: number) => Distribution;
}

export async function runLoad(service: MeasuredService, load: Load): Promise<LoadRun> {
  const from = service.logSize;
  await service.eventLoopDelay();
  const outcomes = await generateLoad({ origin: service.url, ...load });
  const eventLoop = await service.eventLoopDelay();
  const served = service.logged('request', from) as { status: number; ms: number }[];
  return {
    load,
    outcomes,
    eventLoop,
    servedIn: (asked) => distributionOf(served.filter(({ status }) => status === asked).map(({ ms }) => ms)),
  };
}

/** From when a request was due, the generator's own lateness included. */
export function latenciesOf(outcomes: readonly Outcome[], asked: number): Distribution {
  return distributionOf(outcomes.filter(({ status }) => status === asked).map(({ latencyMs }) => latencyMs));
}

/** From when a request was sent. */
export function sinceSent(outcomes: readonly Outcome[], asked: number): Distribution {
  const times = outcomes.filter(({ status }) => status === asked);
  return distributionOf(times.map(({ latencyMs, lateMs }) => latencyMs - lateMs));
}

/** How many ended with each status, `200: 291, 429: 2609`; 0 stands for no answer. */
export function statusesOf(outcomes: readonly Outcome[]): string {
  const counts = new Map<number, number>();
  for (const { status } of outcomes) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ');
}
