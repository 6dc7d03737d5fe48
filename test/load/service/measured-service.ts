import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeTinyBundle } from '../../fixtures/tiny-bundle.js';
import { writeKitchen } from '../../api/kitchen.js';
import type { Distribution } from '../generator/distribution.js';

const MAIN = fileURLToPath(new URL('../../../dist/apps/api/apps/api/src/main.js', import.meta.url));
const PRELOAD = new URL('event-loop.preload.mjs', import.meta.url).href;
const POLL_MS = 50;
/** Longest wait for a service to be ready, milliseconds: a real bundle's first index takes its time. */
const READY_WITHIN_MS = 600_000;

export const ADMIN_KEY = 'a key for measuring only';

export interface MeasuredPlaces {
  readonly bundle: string;
  readonly data: string;
}

/** The built service in a process of its own, in its default settings, its log in a file. */
export class MeasuredService {
  private constructor(
    readonly folder: string,
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts it and waits until it is ready. @param places absent: a tiny bundle and a kitchen of six dishes */
  static async start(
    places?: MeasuredPlaces,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<MeasuredService> {
    const folder = await mkdtemp(join(tmpdir(), 'seje-load-'));
    await mkdir(join(folder, 'state'));
    const { bundle, data } = places ?? (await tinyPlaces(folder));
    const log = openSync(join(folder, 'log'), 'w');
    const child = spawn(process.execPath, ['--import', PRELOAD, MAIN], {
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        EXECUTION_PROVIDER: 'cpu',
        SEJE_ADMIN_KEY: ADMIN_KEY,
        SEJE_BUNDLE: bundle,
        SEJE_DATA: data,
        SEJE_STATE: join(folder, 'state'),
        EVENT_LOOP_FILE: join(folder, 'event-loop.json'),
        ...settings,
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    process.once('exit', () => child.kill());
    const ended = once(child, 'exit').then(() => {
      throw new Error(`The service ended at its start:\n${readFileSync(join(folder, 'log'), 'utf8')}`);
    });
    const url = await Promise.race([whenReady(folder), ended]);
    ended.catch(() => undefined);
    return new MeasuredService(folder, url, child);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The engine that was started last. */
  get enginePid(): number | undefined {
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8')
      .split(' ')
      .map(Number);
    return children.findLast((pid) => roleOf(pid) === 'engine');
  }

  /** Fields of the log lines with this message, oldest first. @param from of the log, in bytes */
  logged(message: string, from = 0): Record<string, unknown>[] {
    return logLines(this.folder, from).filter(({ msg }) => msg === message);
  }

  /** Length of the log so far, bytes. */
  get logSize(): number {
    return statSync(join(this.folder, 'log')).size;
  }

  /** How long the service's event loop kept timers waiting since the last call, milliseconds. */
  async eventLoopDelay(): Promise<Distribution> {
    const file = join(this.folder, 'event-loop.json');
    rmSync(file, { force: true });
    this.child.kill('SIGUSR2');
    while (!existsSync(file)) await delay(POLL_MS);
    return JSON.parse(readFileSync(file, 'utf8')) as Distribution;
  }

  /** @returns its exit code */
  async stop(): Promise<number | null> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    await rm(this.folder, { recursive: true, force: true });
    return code;
  }
}

/** The last word of a child's command line; none where it has ended. */
function roleOf(pid: number): string | undefined {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, 'utf8').split('\0').at(-2) : undefined;
}

async function tinyPlaces(folder: string): Promise<MeasuredPlaces> {
  const [bundle, data] = [join(folder, 'bundle'), join(folder, 'data')];
  await makeTinyBundle(bundle);
  await writeKitchen(data);
  return { bundle, data };
}

async function whenReady(folder: string): Promise<string> {
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  while (performance.now() < giveUpAt) {
    const url = logLines(folder).find(({ event }) => event === 'listening')?.['url'] as string | undefined;
    if (url !== undefined && (await fetch(`${url}/health/ready`)).ok) return url;
    await delay(POLL_MS);
  }
  throw new Error(`The service was not ready within ${READY_WITHIN_MS} ms; its log lies in ${folder}`);
}

function logLines(folder: string, from = 0): Record<string, unknown>[] {
  return readFileSync(join(folder, 'log'))
    .subarray(from)
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
