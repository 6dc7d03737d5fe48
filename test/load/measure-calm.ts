import { distributionOf, written } from './generator/distribution.js';
import type { PlannedRequest } from './generator/plan.js';
import { type LoadRun, latenciesOf, runLoad, sinceSent, statusesOf } from './load-run.js';
import { say } from './say.js';
import type { MeasuredService } from './service/measured-service.js';
import { findSustainableRate } from './sustainable-rate.js';

const WARM_UP = { rate: 10, seconds: 5 };
const UNLOADED = { rate: 10, seconds: 40 };
/** Length of a trial on the way to the sustainable rate, seconds. */
const TRIAL_SECONDS = 10;

/** How the service fares without haste. */
export interface Calm {
  /** p99 of the latency where one request comes every tenth of a second, milliseconds since sent. */
  readonly p99: number;
  /** Requests a second that it answers, all of them and with a flat tail. */
  readonly sustainable: number;
}

/** @param rate taken for the sustainable one, where it is known */
export async function measureCalm(
  service: MeasuredService,
  { requests, rate }: { readonly requests: readonly PlannedRequest[]; readonly rate?: number },
): Promise<Calm> {
  await runLoad(service, { ...WARM_UP, requests });
  const { p50, p99 } = calmly(report(await runLoad(service, { ...UNLOADED, requests }), 'unloaded'));
  const tryRate = async (rate: number) => {
    const run = report(await runLoad(service, { rate, seconds: TRIAL_SECONDS, requests }), 'trial');
    return { allAnswered: run.outcomes.every(hasSucceeded), p99: calmly(run).p99 };
  };
  const found = rate ?? (await findSustainableRate(tryRate, { from: 500 / p50, unloadedP99: p99 }));
  say(`\nsustainable: ${found.toFixed(0)} requests a second\n`);
  return { p99, sustainable: found };
}

/** Prints what a run showed. */
export function report(run: LoadRun, name: string): LoadRun {
  const { outcomes, load, eventLoop, servedIn } = run;
  say(`${name}, ${load.rate.toFixed(0)} a second for ${load.seconds} s: ${statusesOf(outcomes)}`);
  for (const status of [200, 429].filter((one) => outcomes.some(({ status }) => status === one))) {
    say(`  ${status} since due      ${written(latenciesOf(outcomes, status))}`);
    say(`  ${status} since sent     ${written(sinceSent(outcomes, status))}`);
    say(`  ${status} in the service ${written(servedIn(status))}`);
  }
  say(`  sent late          ${written(distributionOf(outcomes.map(({ lateMs }) => lateMs)))}`);
  say(`  event loop delay   ${written(eventLoop)}`);
  return run;
}

export function hasSucceeded({ status }: { readonly status: number }): boolean {
  return status >= 200 && status < 300;
}

function calmly({ outcomes }: LoadRun): ReturnType<typeof sinceSent> {
  return sinceSent(outcomes, 200);
}
