import { parseArgs } from 'node:util';
import { photoSearches } from './generator/search-requests.js';
import { type LoadRun, runLoad, sinceSent } from './load-run.js';
import { measureCalm, report } from './measure-calm.js';
import { say } from './say.js';
import { type MeasuredPlaces, MeasuredService } from './service/measured-service.js';

const OVERLOAD = 10;
/** Goals: accepted within so many times the unloaded p99; the others, and the event loop, in milliseconds. */
const GOAL = { slowdown: 3, refusedMs: 50, eventLoopMs: 50, recoverySeconds: 2 };
const RECOVERY_SECONDS = 8;

/** `npm run bench -- overload`: how the service fares at ten times what it can answer. */
export async function measure(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bundle: { type: 'string' },
      data: { type: 'string' },
      rate: { type: 'string' },
      seconds: { type: 'string', default: '60' },
    },
  });
  const { bundle, data } = values;
  const service = await MeasuredService.start(placesOf(bundle, data));
  const requests = await photoSearches();
  const load = (rate: number, seconds: number): Promise<LoadRun> =>
    runLoad(service, { rate, seconds, requests });

  const calm = await measureCalm(service, {
    requests,
    ...(values.rate === undefined ? {} : { rate: Number(values.rate) }),
  });
  const overload = report(await load(OVERLOAD * calm.sustainable, Number(values.seconds)), 'overload');
  const after = report(await load(calm.sustainable / 2, RECOVERY_SECONDS), 'afterwards');
  await service.stop();
  compare(overload, calm.p99);
  recovery(after, calm.p99);
}

function placesOf(bundle: string | undefined, data: string | undefined): MeasuredPlaces | undefined {
  return bundle === undefined || data === undefined ? undefined : { bundle, data };
}

function compare({ outcomes, eventLoop }: LoadRun, unloadedP99: number): void {
  const accepted = sinceSent(outcomes, 200).p99;
  const refused = outcomes.filter(({ status }) => status === 429);
  const soon = refused.filter(({ latencyMs, lateMs }) => latencyMs - lateMs <= GOAL.refusedMs);
  const silent = refused.filter(({ saidRetryAfter }) => !saidRetryAfter);
  const others = outcomes.filter(({ status }) => status !== 200 && status !== 429);
  say(`\np99 of accepted ${(accepted / unloadedP99).toFixed(2)} x unloaded (goal: ${GOAL.slowdown} x)`);
  say(
    `${((100 * soon.length) / refused.length).toFixed(1)} % of 429 within ${GOAL.refusedMs} ms of being sent`,
  );
  say(`429 without Retry-After: ${silent.length}; neither 200 nor 429: ${others.length} (goal: 0)`);
  say(`event loop delay p99 ${eventLoop.p99.toFixed(1)} ms (goal: < ${GOAL.eventLoopMs} ms)`);
}

function recovery({ outcomes }: LoadRun, unloadedP99: number): void {
  const abnormal = outcomes.filter(({ status }) => status !== 200);
  const lastAt = abnormal.at(-1)?.dueMs ?? 0;
  const later = outcomes.filter(({ dueMs }) => dueMs > GOAL.recoverySeconds * 1000);
  const p99 = sinceSent(later, 200).p99;
  say(`last refusal ${(lastAt / 1000).toFixed(2)} s after the overload (goal: < ${GOAL.recoverySeconds} s)`);
  say(`from then on at half the sustainable rate: p99 ${(p99 / unloadedP99).toFixed(2)} x unloaded`);
}
