import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import supertest from 'supertest';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';
import { copyEmptyCatalogue } from './empty-catalogue.js';
import { writeKitchen } from './kitchen.js';

const MAIN = resolve(import.meta.dirname, '../../dist/apps/api/apps/api/src/main.js');
export const ADMIN_KEY = 'a key for the tests only';

/** Options of `expect.poll`, for a machine that is busy with other tests. */
export const PATIENTLY = { timeout: 30_000, interval: 20 };

export interface ServicePlaces {
  readonly SEJE_BUNDLE: string;
  readonly SEJE_DATA: string;
  readonly SEJE_STATE: string;
}

/** A job as the service shows it. */
export type JobAnswer = Record<string, unknown>;

const roots: string[] = [];

/** Removes every folder that `newPlaces` made; for `afterAll`. */
export async function removePlaces(): Promise<void> {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true });
}

/**
 * A tiny bundle, a small kitchen and a state folder with an empty catalogue, in a new temporary folder.
 * @param state `absent`: no state folder yet
 */
export async function newPlaces(state: 'prepared' | 'absent' = 'prepared'): Promise<ServicePlaces> {
  const root = await mkdtemp(join(tmpdir(), 'service-'));
  roots.push(root);
  const [bundle, data, stateFolder] = ['bundle', 'data', 'state'].map((name) => join(root, name));
  await makeTinyBundle(bundle!);
  await writeKitchen(data!);
  if (state === 'prepared') await copyEmptyCatalogue(join(stateFolder!, 'catalogue'));
  return { SEJE_BUNDLE: bundle!, SEJE_DATA: data!, SEJE_STATE: stateFolder! };
}

/** The built service in a process of its own, with what it printed. */
export class RunningService {
  readonly output: string[] = [];
  readonly ended: Promise<number | null>;
  url = '';

  private constructor(readonly child: ChildProcess) {
    this.ended = new Promise((done) => child.once('exit', (code) => done(code)));
  }

  /** Starts it and waits until its port is open, or until it has ended. */
  static async start(places: ServicePlaces, extra: Record<string, string> = {}): Promise<RunningService> {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing. Run \`npx nest build api\` first.`);
    const service = new RunningService(
      spawn(process.execPath, [MAIN], {
        env: {
          PATH: process.env['PATH'],
          PORT: '0',
          LOG_LEVEL: 'info',
          EXECUTION_PROVIDER: 'cpu',
          SEJE_ENGINE_THREADS: '1',
          SEJE_ADMIN_KEY: ADMIN_KEY,
          ...places,
          ...extra,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    await Promise.race([service.listening(), service.ended]);
    return service;
  }

  request(): ReturnType<typeof supertest> {
    return supertest(this.url);
  }

  /** A search that needs no file. */
  async searchImages(recipe: object): Promise<Response> {
    return fetch(`${this.url}/v1/search/images`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(recipe),
    });
  }

  /** Starts a reindex and waits for its end. */
  reindexed(request: { readonly bundle?: string; readonly force?: boolean } = {}): Promise<JobAnswer> {
    return this.untilOver('reindex', request);
  }

  /** Goes back to the pair before and waits for the end of that. */
  rolledBack(): Promise<JobAnswer> {
    return this.untilOver('rollback', undefined);
  }

  private async untilOver(path: string, body: object | undefined): Promise<JobAnswer> {
    const key = { 'x-api-key': ADMIN_KEY };
    const started = await this.request().post(`/v1/admin/${path}`).set(key).send(body).expect(202);
    for (;;) {
      const job = await this.request().get(`/v1/admin/jobs/${started.body.id}`).set(key).expect(200);
      if (['succeeded', 'failed', 'cancelled'].includes(job.body.state)) return job.body as JobAnswer;
      await new Promise((wait) => setTimeout(wait, 50));
    }
  }

  /** Writes the OpenAPI document as a build does, with no service. */
  async writtenOpenApi(): Promise<string> {
    const out = join(await mkdtemp(join(tmpdir(), 'openapi-')), 'openapi.json');
    await promisify(execFile)(process.execPath, [join(dirname(MAIN), 'openapi.main.js'), out]);
    return out;
  }

  /** What it says about itself, ready or not. */
  async readiness(): Promise<{ readonly status: number; readonly body: Record<string, never> }> {
    const response = await fetch(`${this.url}/health/ready`);
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  }

  /** Waits until it answers and the work due at its start is over, so that a test has it to itself. */
  async untilReady(limitMs = 120_000): Promise<void> {
    await this.until(({ status, body }) => status === 200 && body['building'] === undefined, limitMs);
  }

  /** Waits until it answers, whatever it builds. */
  async untilAnswering(limitMs = 120_000): Promise<void> {
    await this.until(({ status }) => status === 200, limitMs);
  }

  private async until(
    isSo: (readiness: Awaited<ReturnType<RunningService['readiness']>>) => boolean,
    limitMs: number,
  ): Promise<void> {
    const startedAt = performance.now();
    for (;;) {
      if (isSo(await this.readiness())) return;
      if (performance.now() - startedAt > limitMs || this.child.exitCode !== null) {
        throw new Error(`not ready after ${limitMs} ms:\n${this.output.join('\n')}`);
      }
      await new Promise((wait) => setTimeout(wait, 50));
    }
  }

  /** Fields of the log lines with this message, oldest first. */
  logged(message: string): Record<string, unknown>[] {
    return this.output
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === message);
  }

  enginePid(): number {
    return this.logged('engine answers').at(-1)?.['enginePid'] as number;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }

  private listening(): Promise<void> {
    const lines = [this.child.stdout!, this.child.stderr!].map((input) => createInterface({ input }));
    return new Promise((done) => {
      for (const reader of lines) {
        reader.on('line', (line) => {
          this.output.push(line);
          if (!line.startsWith('{"event":"listening"')) return;
          this.url = (JSON.parse(line) as { url: string }).url;
          done();
        });
      }
    });
  }
}
