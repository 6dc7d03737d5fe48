import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';

const launcher = fileURLToPath(new URL('../../bin/seje.mjs', import.meta.url));
const env = { ...process.env, ENGINE: 'wasm' };
/** Between two looks at the log of a training, milliseconds. */
const POLL_MS = 20;
/** Four starts of the command line, on a busy machine, milliseconds. */
const TIMEOUT_MS = 240_000;
/** Epochs of 4 steps each: enough that a signal comes while it trains. */
const EPOCHS = 25;

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);
const seje = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [launcher, ...args], { env });
const trainArgs = (run: string): string[] => ['train', '--out', run, '--experiment', at('experiment.json')];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-stopped-'));
  const bundle = await makeTinyBundle(at('tiny-bundle'));
  await cp(bundle.path('image-trunk.onnx'), at('grid.onnx'));
  const { featureDimension, preprocessing } = bundle.manifest.image;
  await writeFile(at('grid.onnx.json'), JSON.stringify({ name: 'grid', featureDimension, preprocessing }));
  await writeFile(
    at('experiment.json'),
    JSON.stringify({
      name: 'stopped',
      text: { termDimension: 16, iterations: 1, minCount: 1, minPhraseCount: 1 },
      image: { backbone: at('grid.onnx') },
      network: { jointDimension: 16, sentenceHidden: 16, termHidden: 16 },
      training: { batchSize: 12, learningRate: 0.01, maxEpochs: EPOCHS, patience: EPOCHS, validationBag: 6 },
    }),
  );
  await seje('synthesize', '--recipes', '60', '--seed', '3', '--out', at('kitchen'));
  await seje(
    'preprocess',
    '--data',
    at('kitchen'),
    '--out',
    at('whole'),
    '--experiment',
    at('experiment.json'),
  );
  await cp(at('whole'), at('stopped'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const log = (run: string): Promise<string> =>
  readFile(join(run, 'training', 'train.jsonl'), 'utf8').catch(() => '');

async function stepsTaken(run: string): Promise<number[]> {
  const entries = (await log(run))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { step: number; loss?: number });
  return entries.filter(({ loss }) => loss !== undefined).map(({ step }) => step);
}

async function untilStep(training: ChildProcess, run: string, step: number): Promise<void> {
  while (training.exitCode === null && !(await log(run)).includes(`{"step":${step},`)) await delay(POLL_MS);
}

describe('a training that is stopped with Ctrl-C', { timeout: TIMEOUT_MS }, () => {
  it('exits with 130 and, resumed, ends with the weights of one that was not stopped, bit for bit', async () => {
    const run = at('stopped');
    const training = spawn(process.execPath, [launcher, ...trainArgs(run)], { env });
    await untilStep(training, run, 5); // in the middle of the second epoch
    training.kill('SIGINT');
    expect((await once(training, 'exit'))[0]).toBe(130);
    const before = await stepsTaken(run);
    expect(before.length).toBeGreaterThanOrEqual(5);
    expect(before.length).toBeLessThan(4 * EPOCHS);
    expect(await readFile(join(run, 'training', 'report.html'), 'utf8')).toContain('Stopped by the user');

    await seje(...trainArgs(run), '--resume');
    await seje(...trainArgs(at('whole')));
    const weights = (of: string): Promise<Buffer> => readFile(join(of, 'training', 'weights.safetensors'));
    expect((await weights(run)).equals(await weights(at('whole')))).toBe(true);
    expect(await stepsTaken(run)).toEqual(await stepsTaken(at('whole')));
  });

  it('makes its report anew on demand, and records both of its sessions', async () => {
    const { stdout } = await seje('report', '--run', at('stopped'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ steps: 4 * EPOCHS, validations: EPOCHS });
    const record = JSON.parse(await readFile(at('stopped', 'training', 'run.json'), 'utf8')) as object;
    expect(record).toMatchObject({
      experiment: { name: 'stopped' },
      data: { dataset: expect.any(String) as string, pairs: { train: 48, validation: 6 } },
      sessions: [{ end: { how: 'interrupted' } }, { end: { how: 'maxEpochs', step: 4 * EPOCHS } }],
    });
  });
});
