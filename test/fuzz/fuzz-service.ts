import { RunningService, newPlaces } from '../api/running-service.js';
import { type Fault, FuzzRun, fuzzInputs } from './fuzz-run.js';
import { type Memory, Pulse, isWithin, memoryOf, settled } from './service/watched-service.js';

export interface FuzzOptions {
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

/** Starts a service, sends it what no client of good will sends, and says how it took it. */
export async function fuzzService({
  seed,
  photos,
  bodies,
  warmUp,
  folder,
}: FuzzOptions): Promise<FuzzReport> {
  const inputs = await fuzzInputs();
  const service = await RunningService.start(await newPlaces('absent'));
  try {
    await service.untilReady();
    const warming = new FuzzRun(service, inputs, { seed: -1 - seed, folder });
    await warming.sendPhotos(warmUp);
    await warming.sendBodies(warmUp);
    const before = memoryOf(service);
    const pulse = new Pulse(service.url);
    const run = new FuzzRun(service, inputs, { seed, folder });
    const photoRate = await rateOf(photos, () => run.sendPhotos(photos));
    const bodyRate = await rateOf(bodies, () => run.sendBodies(bodies));
    await pulse.stop();
    const after = memoryOf(service);
    const later = await settled(service, { before, share: SHARE, limitMs: SETTLE_MS });
    const { body } = await service.readiness();
    const faults = [...warming.faults, ...run.faults];
    const restarts = Number(body['engineRestarts']);
    if (restarts !== 0) faults.push({ input: 'the service', fault: `${restarts} restarts of its engine` });
    if (!isWithin(later, before, SHARE))
      faults.push({ input: 'the service', fault: 'its memory did not come back' });
    if (pulse.longest > PULSE_LIMIT_MS)
      faults.push({ input: 'the service', fault: 'its event loop was blocked' });
    return {
      faults,
      lines: [
        `seed ${seed}`,
        `${photos} photos, ${photoRate} a second`,
        ...run.photos.lines(),
        `${bodies} bodies, ${bodyRate} a second`,
        ...run.bodies.lines(),
        `memory in MiB before ${inWords(before)}, after ${inWords(after)}, later ${inWords(later)}`,
        `slowest sign of life ${Math.round(pulse.longest)} ms, ${restarts} restarts of the engine`,
        ...faults.map(({ input, fault }) => `FAULT ${input}: ${fault}`),
      ],
    };
  } finally {
    await service.stop();
  }
}

async function rateOf(count: number, work: () => Promise<void>): Promise<string> {
  const startedAt = performance.now();
  await work();
  return ((1000 * count) / (performance.now() - startedAt)).toFixed(1);
}

function inWords({ api, engine }: Memory): string {
  return `API ${api} engine ${engine}`;
}
