import type { Rank } from '@tensorflow/tfjs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { experimentOf } from './experiment.js';
import { learnableFeatures } from './learnable-features.fixture.js';
import { openForTest } from './tensor-engine/open-for-test.js';
import type { TensorEngine, Tf } from './tensor-engine/tensor-engine.js';
import { train } from './trainer.js';

const features = learnableFeatures({
  pairs: { train: 32, val: 16, test: 2 },
  termDimension: 8,
  sentenceDimension: 8,
  photoDimension: 8,
  maxSentences: 3,
});
const experiment = experimentOf({
  name: 'test',
  network: { jointDimension: 8, sentenceHidden: 8, termHidden: 8 },
  training: { batchSize: 16, maxEpochs: 3, validationBag: 16 },
});

/** Rows of a square product of 160 GB, or of 3.6 GB, the most that WebAssembly can be asked for. */
const BEYOND = { native: 200_000, 'native-gpu': 200_000, wasm: 30_000 };

/** The engine, which runs out of memory, in truth, at a matrix product once it is told to. */
function exhaustible(engine: TensorEngine): { engine: TensorEngine; exhaust: () => void } {
  let armed = false;
  const { tf } = engine;
  const matMul: Tf['matMul'] = (...matrices) => {
    if (armed) askForTooMuch(engine);
    return tf.matMul(...matrices);
  };
  const limited = new Proxy(tf, {
    get: (target, name) => (name === 'matMul' ? matMul : (Reflect.get(target, name) as unknown)),
  });
  return { engine: { ...engine, tf: limited }, exhaust: () => void (armed = true) };
}

function askForTooMuch({ tf, name }: TensorEngine): void {
  const rows = BEYOND[name];
  if (name !== 'wasm') {
    const ones = tf.ones<Rank.R2>([rows, 1]);
    tf.matMul(ones, ones, false, true);
    return;
  }
  // Only asked for, not written to: a second one does not fit beside the first.
  const backend = tf.backend() as unknown as { makeOutput(shape: number[], dtype: string): unknown };
  for (let i = 0; i < 2; i++) backend.makeOutput([rows, rows], 'float32');
}

/** What `train` says when an engine is out of memory. */
export function fullMemoryGolden(name: TensorEngine['name']): void {
  describe(`train where the ${name} engine's memory is full`, () => {
    let opened: TensorEngine | string;
    let directory: string;
    beforeAll(async () => {
      opened = await openForTest(name);
    });
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'seje-full-'));
      return () => rm(directory, { recursive: true });
    });

    it('names what was refused before the first step', async (test: TestContext) => {
      if (typeof opened === 'string') test.skip(opened);
      const network = { ...experiment.network, termHidden: 2 ** 40 };
      const failing = train(features, { ...experiment, network }, { engine: opened, directory });
      await expect(failing).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
      await expect(failing).rejects.toThrow(/The networks could not be computed.*widths of network/);
    });

    it('names the step, the recipes and what to try, and keeps the checkpoint', async (test: TestContext) => {
      if (typeof opened === 'string') test.skip(opened);
      const { engine, exhaust } = exhaustible(opened);
      const onProgress = ({ done }: { done: number }): void => {
        if (done === 3) exhaust(); // in the second epoch
      };
      const failing = train(features, experiment, { engine, directory, onProgress });
      await expect(failing).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
      await expect(failing).rejects.toThrow(
        /Step 4 .*recipes train-\d+, .*--resume.*training\.batchSize \(16\).*float16/,
      );
      const record = JSON.parse(await readFile(join(directory, 'run.json'), 'utf8')) as object;
      expect(record).toMatchObject({
        sessions: [{ end: { how: 'failed', step: 3, error: { code: 'OUT_OF_MEMORY' } } }],
      });
      expect((await readFile(join(directory, 'checkpoint.safetensors'))).length).toBeGreaterThan(0);
    });
  });
}
