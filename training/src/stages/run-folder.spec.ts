import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunFolder } from './run-folder.js';

let root: string;
let run: RunFolder;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'seje-run-'));
  run = new RunFolder(join(root, 'run'));
});
afterEach(() => rm(root, { recursive: true }));

/** A stage that writes a file; how often it has run is its result. */
function counting() {
  let runs = 0;
  return (inputs: Record<string, unknown>, fail = false) =>
    run.stage('count', { inputs, outputs: [run.in('made')] }, async () => {
      await mkdir(run.path, { recursive: true });
      await writeFile(run.in('made'), '');
      if (fail) throw new Error('killed');
      return ++runs;
    });
}

describe('a stage', () => {
  it('is reused for the same inputs, and run again for others', async () => {
    const stage = counting();
    expect(await stage({ a: 1, b: 2 })).toEqual({ result: 1, reused: false });
    expect(await stage({ b: 2, a: 1 })).toEqual({ result: 1, reused: true });
    expect(await stage({ a: 2, b: 2 })).toEqual({ result: 2, reused: false });
  });

  it('runs again where what it made is gone', async () => {
    const stage = counting();
    await stage({});
    await rm(run.in('made'));
    expect(await stage({})).toEqual({ result: 2, reused: false });
  });

  it('is not taken for done after a run with other inputs broke off in the middle of its files', async () => {
    const stage = counting();
    await stage({ a: 1 });
    await expect(stage({ a: 2 }, true)).rejects.toThrow('killed');
    expect(await stage({ a: 1 })).toEqual({ result: 2, reused: false });
  });
});

describe('a run folder', () => {
  it('is written by one process at a time', async () => {
    await run.exclusively(async () => {
      await expect(run.exclusively(() => Promise.resolve())).rejects.toThrow(
        expect.objectContaining({ code: 'RUN_LOCKED' }),
      );
    });
    await expect(run.exclusively(() => Promise.resolve('in'))).resolves.toBe('in');
  });

  it('leaves nothing where nothing was made, and clears what a killed process left', async () => {
    await run.exclusively(() => Promise.resolve());
    expect(existsSync(run.path)).toBe(false);
    await mkdir(run.training, { recursive: true });
    const torn = join(run.training, 'checkpoint.safetensors.0a1b2c3d.tmp');
    await writeFile(torn, 'half');
    await run.exclusively(() => Promise.resolve());
    expect(existsSync(torn)).toBe(false);
  });
});
