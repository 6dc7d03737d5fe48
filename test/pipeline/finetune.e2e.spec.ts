import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type TestContext, afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  TORCHVISION_PREPROCESSING,
  writeDescribedWeights,
} from '../../training/src/backbones/described-weights.js';
import { SMALL, TORCHVISION, randomWeights } from '../../training/src/backbones/small-resnet.fixture.js';
import { JOURNAL_FILES } from '../../training/src/reporting/training-journal.js';
import { nativeInstalled } from '../../training/src/tensor-engine/native-engine.js';
import { defaultNativeDirectory } from '../../training/src/tensor-engine/open-tensor-engine.js';

const launcher = fileURLToPath(new URL('../../bin/seje.mjs', import.meta.url));
const run = promisify(execFile);

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
async function seje(args: readonly string[], engine = 'native'): Promise<Outcome> {
  const env = { ...process.env, ENGINE: engine };
  return run(process.execPath, [launcher, ...args], { env }).then(
    (done) => ({ code: 0, ...done }),
    (error: unknown) => error as Outcome,
  );
}

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);
const json = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
const linesOf = async (path: string): Promise<string[]> =>
  (await readFile(path, 'utf8').catch(() => '')).trim().split('\n');
const isStep = (line: string): boolean => 'terms' in (JSON.parse(line) as object);

const installed = nativeInstalled(defaultNativeDirectory('native'));
function needsNative(ctx: TestContext): void {
  if (!installed) ctx.skip('the native engine is not installed: npm run native:install');
}

const finetune = { fromStage: 3, microBatch: 8, maxEpochs: 1 };
const settings = {
  name: 'finetune-test',
  text: { termDimension: 16, iterations: 2, minCount: 1, minPhraseCount: 1 },
  image: { backbone: 'small.safetensors' },
  network: { jointDimension: 16, sentenceHidden: 16, termHidden: 16 },
  training: { batchSize: 16, learningRate: 0.01, maxEpochs: 2, validationBag: 10 },
  evaluation: { bagSize: 4, bags: 1 },
};
async function experimentWith(name: string, more: object): Promise<string> {
  await writeFile(at(name), JSON.stringify({ ...settings, ...more }));
  return at(name);
}
const onRun = (command: string, experiment: string): string[] => {
  const of = ['--data', at('kitchen'), '--out', at('run'), '--experiment', experiment];
  return [command, ...of];
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-finetune-'));
  if (!installed) return;
  await writeDescribedWeights(at('small.safetensors'), randomWeights(SMALL, TORCHVISION), {
    name: 'small',
    architecture: { ...SMALL, blocks: [...SMALL.blocks] },
    ...TORCHVISION,
    preprocessing: { ...TORCHVISION_PREPROCESSING, resize: 40, crop: 32 },
  });
  const made = await seje(['synthesize', '--recipes', '40', '--seed', '3', '--out', at('kitchen')]);
  expect(made, made.stderr).toMatchObject({ code: 0 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('seje with a trunk that is fine-tuned', { timeout: 300_000 }, () => {
  it('goes from a data set to a bundle with that trunk in one command, and reuses it', async (ctx) => {
    needsNative(ctx);
    const experiment = await experimentWith('with.json', { finetune });
    const first = await seje(onRun('pipeline', experiment));
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(first.stderr).toMatch(/Train .*: done.*Fine-tune: done.*Export: done/s);
    const { image } = await json(at('run', 'bundle', 'manifest.json'));
    expect(image).toMatchObject({ backbone: 'small-finetuned' });
    expect(await json(at('run', 'finetuning', 'trunk.safetensors.json'))).toMatchObject({
      name: 'small-finetuned',
    });
    expect(await json(at('run', 'evaluation.json'))).toMatchObject({ partition: 'test', dropped: {} });
    const steps = (await linesOf(at('run', 'finetuning', JOURNAL_FILES.log))).filter(isStep);
    expect(steps).toHaveLength(2);

    const again = await seje(onRun('pipeline', experiment));
    expect(again.stderr.match(/unchanged, reused/g)).toHaveLength(6);
  });

  it('can be fine-tuned again on its own, and exported', async (ctx) => {
    needsNative(ctx);
    const experiment = await experimentWith('other.json', {
      finetune: { ...finetune, learningRate: 1e-3, trunkLearningRate: 1e-2 },
    });
    const done = await seje([...onRun('finetune', experiment), '--threads', '2', '--json']);
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(done.stdout)).toMatchObject({ engine: 'native', epochs: 1, ended: 'maxEpochs' });
    const exported = await seje(['export', '--out', at('run')]);
    expect(exported, exported.stderr).toMatchObject({ code: 0 });
  });

  it('stops on SIGINT with its state saved', async (ctx) => {
    needsNative(ctx);
    const experiment = await experimentWith('long.json', { finetune: { ...finetune, maxEpochs: 500 } });
    const log = at('run', 'finetuning', JOURNAL_FILES.log);
    await rm(log);
    const env = { ...process.env, ENGINE: 'native' };
    const child = spawn(process.execPath, [launcher, ...onRun('finetune', experiment)], { env });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    await expect
      .poll(async () => (await linesOf(log)).some((line) => /"step":2,/.test(line)), { timeout: 200_000 })
      .toBe(true);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    const wrong = await seje([...onRun('finetune', at('other.json')), '--resume']);
    expect(wrong.stderr).toContain('[CHECKPOINT_MISMATCH]');
  });

  it('names what it cannot do', async (ctx) => {
    needsNative(ctx);
    const wasm = await seje(onRun('finetune', at('with.json')), 'wasm');
    expect(wasm).toMatchObject({ code: 1 });
    expect(wasm.stderr).toMatch(/needs the native engine.*\[ENGINE_UNAVAILABLE\]/);
    const otherSeed = await seje([...onRun('finetune', at('with.json')), '--seed', '9']);
    expect(otherSeed.stderr).toContain('[CHECKPOINT_MISMATCH]');
    const stage = await experimentWith('stage.json', { finetune: { fromStage: 4 } });
    expect((await seje(onRun('finetune', stage))).stderr).toMatch(/fromStage.*\[SETTINGS_INVALID\]/);
  });
});
