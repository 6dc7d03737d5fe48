import { parseArgs } from 'node:util';
import { distributionOf, written } from './generator/distribution.js';
import { runLoad, statusesOf } from './load-run.js';
import { hasSucceeded, measureCalm } from './measure-calm.js';
import { say } from './say.js';
import { ADMIN_KEY, MeasuredService } from './service/measured-service.js';
import { mixedRequests, writtenRecipes } from './soak/mixed-requests.js';
import { type ProcessSample, ProcessSamples } from './soak/process-samples.js';
import { RegularReindexes } from './soak/reindex-regularly.js';
import { type Slope, slopeOf } from './soak/slope.js';

const SAMPLE_MS = 2_000;
const REINDEX_EVERY_MS = 3 * 60_000;
/** What memory does at first says nothing of years: share of the samples left out of the slope. */
const WARM_UP = 0.25;

/** `npm run test:soak`: twenty minutes of ordinary work; ends with 1 where something failed. */
export async function measure(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '20' },
      rate: { type: 'string' },
      'reindex-seconds': { type: 'string', default: String(REINDEX_EVERY_MS / 1000) },
    },
  });
  const service = await MeasuredService.start();
  await runLoad(service, { rate: 20, seconds: 2, requests: writtenRecipes(ADMIN_KEY) });
  const requests = await mixedRequests(ADMIN_KEY);
  const rate =
    values.rate === undefined
      ? (await measureCalm(service, { requests })).sustainable / 2
      : Number(values.rate);

  const samples = new ProcessSamples(() => ({ service: service.pid, engine: service.enginePid }), SAMPLE_MS);
  const reindexes = new RegularReindexes(
    { url: service.url, adminKey: ADMIN_KEY },
    Number(values['reindex-seconds']) * 1000,
  );
  const { outcomes, eventLoop } = await runLoad(service, {
    rate,
    seconds: Number(values.minutes) * 60,
    requests,
  });
  samples.stop();
  await reindexes.stop();
  await service.stop();

  const kinds = Map.groupBy(outcomes, ({ kind }) => kind);
  for (const [kind, some] of kinds) {
    say(`${kind}: ${statusesOf(some)}`);
    say(`  ${written(distributionOf(some.map(({ latencyMs }) => latencyMs)))}`);
  }
  say(`sent late ${written(distributionOf(outcomes.map(({ lateMs }) => lateMs)))}`);
  say(`event loop delay ${written(eventLoop)}`);
  for (const [name, some] of samples.samples) say(heldLine(name, some));
  const failed = outcomes.filter((outcome) => !hasSucceeded(outcome)).length;
  const failedReindexes = reindexes.ends.filter((end) => end !== 'succeeded');
  for (const end of failedReindexes) say(`reindex ${end}`);
  say(
    `${outcomes.length} requests, ${failed} failed; ${reindexes.ends.length} reindexes, ${failedReindexes.length} failed`,
  );
  if (failed + failedReindexes.length > 0) process.exitCode = 1;
}

function heldLine(name: string, samples: readonly ProcessSample[]): string {
  const late = samples.slice(Math.floor(samples.length * WARM_UP));
  const [memory, handles] = (['rss', 'handles'] as const).map((what) => {
    const values = late.map((sample) => sample[what]);
    const slope = slopeOf(late.map((sample) => ({ at: sample.at, value: sample[what] })));
    return `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}, ${writtenSlope(slope)}`;
  });
  return `${name}: RSS MiB ${memory!}; open handles ${handles!} (${late.length} samples)`;
}

function writtenSlope({ perHour, uncertainty }: Slope): string {
  return `${perHour.toFixed(1)} ± ${uncertainty.toFixed(1)} an hour`;
}
