import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ADMIN_KEY, RunningService, newPlaces, removePlaces } from '../api/running-service.js';
import { SCHEMATHESIS } from '../python/environments.mjs';
import { findPython, noPython } from '../python/find-python.mjs';
import { runSchemathesis } from '../schemathesis/run-schemathesis.js';
import { fuzzService } from './fuzz-service.js';

const OPTIONS = {
  photos: { type: 'string', default: '10000' },
  bodies: { type: 'string', default: '10000' },
  /** Of schemathesis: requests for each endpoint, and seconds for all of them. */
  examples: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '300' },
  seed: { type: 'string' },
} as const;
/** The allocator's pools and V8's heap have their size by then. */
const WARM_UP = 600;
const SEEDS = 1_000_000;

/** The long run. @returns exit code: 1 where anything was wrong */
export async function fuzz(args: readonly string[]): Promise<0 | 1> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const number = (name: 'photos' | 'bodies' | 'examples' | 'seconds'): number => Number(values[name]);
  const seed = Number(values.seed ?? Date.now() % SEEDS);
  const folder = await mkdtemp(join(tmpdir(), 'seje-fuzz-'));
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  say(`seed ${seed}; inputs whose answer is wrong go to ${folder}`);
  try {
    const options = { seed, photos: number('photos'), bodies: number('bodies'), warmUp: WARM_UP, folder };
    const { lines, faults } = await fuzzService(options);
    for (const line of lines) say(line);
    const asDocumented = await schemathesis(
      { seed, examples: number('examples'), seconds: number('seconds') },
      say,
    );
    return faults.length === 0 && asDocumented ? 0 : 1;
  } finally {
    await removePlaces();
  }
}

async function schemathesis(
  options: { readonly seed: number; readonly examples: number; readonly seconds: number },
  say: (line: string) => void,
): Promise<boolean> {
  const python = findPython(SCHEMATHESIS);
  if (python === undefined) {
    say(`schemathesis skipped: ${noPython(SCHEMATHESIS)}`);
    return true;
  }
  const service = await RunningService.start(await newPlaces('absent'));
  try {
    await service.untilReady();
    const { passed, output } = await runSchemathesis({
      python,
      url: service.url,
      key: ADMIN_KEY,
      ...options,
    });
    say(output);
    return passed;
  } finally {
    await service.stop();
  }
}
