import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noProgress } from '@seje/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { embeddedPairs } from '../evaluation/embedded-pairs.fixture.js';
import type { OpenedPairs } from '../evaluation/open-pairs.js';
import { experimentOf } from '../experiment.js';
import { baselinesBeside } from './baselines-beside.js';
import { RunFolder } from './run-folder.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'seje-beside-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

it('leaves the linear models out, and says why, while another process writes to the run folder', async () => {
  const run = new RunFolder(join(folder, 'run'));
  const opened: OpenedPairs = {
    ...embeddedPairs(6),
    experiment: experimentOf({ name: 'test' }),
    partition: 'test',
    dropped: {},
    origin: { run: { experiment: 'test', engine: 'wasm' } },
    dataFingerprint: 'its own data',
  };
  const lines: string[] = [];
  const asked = { bagSizes: [6], bags: 1, seed: 1 };
  const beside = { run: run.path, engine: 'wasm', onProgress: noProgress } as const;
  await run.exclusively(async () => {
    await mkdir(run.features, { recursive: true });
    await run.stage('preprocess', { inputs: {}, outputs: [] }, () =>
      Promise.resolve({ dataFingerprint: 'its own data' }),
    );
    const said = { ...beside, say: (line: string) => void lines.push(line) };
    await expect(baselinesBeside(opened, asked, said)).resolves.toBeUndefined();
  });
  expect(lines).toEqual([expect.stringMatching(/^Without ridge regression and CCA: .*run/u)]);
});
