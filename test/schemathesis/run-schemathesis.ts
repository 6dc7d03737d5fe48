import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What each answer is held to. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
/** Each request by itself; chains of them are what the other tests send. */
const PHASES = ['examples', 'coverage', 'fuzzing'];
const HOOKS = fileURLToPath(new URL('hooks.py', import.meta.url));
/** Seconds that one request may take. */
const REQUEST_LIMIT = 60;

export interface SchemathesisRun {
  /** A Python that has schemathesis. */
  readonly python: string;
  readonly url: string;
  readonly key: string;
  readonly seed: number;
  /** Requests made up for each endpoint, beside those that cover each keyword of its schemas. */
  readonly examples: number;
  /** Longest time for all of it, seconds; what is asked until then counts. */
  readonly seconds: number;
}

export interface SchemathesisReport {
  /** Every answer was as the document says. */
  readonly passed: boolean;
  /** What it printed: each failure with a command that repeats it. */
  readonly output: string;
}

/** Asks a running service everything that its OpenAPI document names, as allowed and not, with an admin key. */
export async function runSchemathesis(run: SchemathesisRun): Promise<SchemathesisReport> {
  const folder = await mkdtemp(join(tmpdir(), 'schemathesis-'));
  try {
    const child = spawn(run.python, ['-m', 'schemathesis.cli', 'run', ...argumentsOf(run)], {
      cwd: folder,
      env: { ...process.env, SCHEMATHESIS_HOOKS: HOOKS },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { passed: (await ended) === 0, output: `${output}${errors}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function argumentsOf({ url, key, seed, examples, seconds }: SchemathesisRun): string[] {
  const settings = {
    checks: CHECKS.join(','),
    phases: PHASES.join(','),
    'max-examples': examples,
    seed,
    'max-time': seconds,
    'request-timeout': REQUEST_LIMIT,
    header: `x-api-key:${key}`,
    'generation-database': 'none',
    warnings: 'off',
  };
  const named = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  return [`${url}/docs/openapi.json`, ...named, '--no-color', '--continue-on-failure'];
}
