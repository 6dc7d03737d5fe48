import { RunningService, type ServicePlaces } from '../api/running-service.js';
import { type Fault, FuzzRun, fuzzInputs } from './fuzz-run.js';
import { type Memory, Pulse, isWithin, memoryOf, settled } from './service/watched-service.js';

export interface FuzzOptions {
  /** Where the service finds its bundle and recipes. */
  readonly places: ServicePlaces;
  readonly seed: number;
  /** Files and requests to send. */
  readonly photos: number;
  readonly bodies: number;
  /** Requests of each sort before memory is measured first: caches, pools and compiled code are there then. */
  readonly warmUp: number;
  /** Where inputs are kept whose answer is wrong. */
  readonly folder: string;
}

/** Memory may be this much above what it was after the warm-up. */
const SHARE = 0.2;
/** Longest time that memory is waited for, milliseconds. */
const SETTLE_MS = 120_000;
/** Longest time that a sign of life may take, milliseconds; the machine is busy with the engine and with us. */
const PULSE_LIMIT_MS = 5_000;

export interface FuzzReport {
  readonly lines: readonly string[];
  readonly faults: readonly Fault[];
}

/** How the service itself came through, whatever it answered. */
interface Wear {
  readonly before: Memory;
  readonly after: Memory;
  /** Once it has settled. */
  readonly later: Memory;
  /** Longest time that a sign of life took, milliseconds. */
  readonly pulse: number;
  readonly restarts: number;
}

/** Starts a service, sends it what no client of good will sends, and says how it took it. */
export async function fuzzService(options: FuzzOptions): Promise<FuzzReport> {
  const { places, seed, photos, bodies, warmUp, folder } = options;
  const inputs = await fuzzInputs();
  const service = await RunningService.start(places);
  try {
    await service.untilReady();
    const warming = new FuzzRun(service, inputs, { seed: -1 - seed, folder });
    await warming.sendPhotos(warmUp);
    await warming.sendBodies(warmUp);
    const run = new FuzzRun(service, inputs, { seed, folder });
    let rates: string[] = [];
    const wear = await wornBy(service, async () => {
      rates = [
        await rateOf(photos, () => run.sendPhotos(photos)),
        await rateOf(bodies, () => run.sendBodies(bodies)),
      ];
    });
    const faults = [...warming.faults, ...run.faults, ...faultsOf(wear)];
    const { before, after, later, pulse, restarts } = wear;
    return {
      faults,
      lines: [
        `seed ${seed}`,
        `${photos} photos, ${rates[0]} a second, ${run.busy} times told to come again`,
        ...run.photos.lines(),
        `${bodies} bodies, ${rates[1]} a second`,
        ...run.bodies.lines(),
        `memory in MiB before ${inWords(before)}, after ${inWords(after)}, later ${inWords(later)}`,
        `slowest sign of life ${Math.round(pulse)} ms, ${restarts} restarts of the engine`,
        ...faults.map(({ input, fault }) => `FAULT ${input}: ${fault}`),
      ],
    };
  } finally {
    await service.stop();
  }
}

async function wornBy(service: RunningService, work: () => Promise<void>): Promise<Wear> {
  const before = memoryOf(service);
  const pulse = new Pulse(service.url);
  await work();
  await pulse.stop();
  const after = memoryOf(service);
  const later = await settled(service, { before, share: SHARE, limitMs: SETTLE_MS });
  const { body } = await service.readiness();
  return { before, after, later, pulse: pulse.longest, restarts: Number(body['engineRestarts']) };
}

function faultsOf({ before, later, pulse, restarts }: Wear): Fault[] {
  const wrong = {
    [`${restarts} restarts of its engine`]: restarts !== 0,
    'its memory did not come back': !isWithin(later, before, SHARE),
    'its event loop was blocked': pulse > PULSE_LIMIT_MS,
  };
  const faults = Object.entries(wrong).filter(([, is]) => is);
  return faults.map(([fault]) => ({ input: 'the service', fault }));
}

async function rateOf(count: number, work: () => Promise<void>): Promise<string> {
  const startedAt = performance.now();
  await work();
  return ((1000 * count) / (performance.now() - startedAt)).toFixed(1);
}

function inWords({ api, engine }: Memory): string {
  return `API ${api} engine ${engine}`;
}
