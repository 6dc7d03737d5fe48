import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { type TestContext, afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { currentGeneration, removeAbandoned } from './index.js';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../../', import.meta.url));

let bundle: string;
let work: string;
let folder: string;

/** The child is bundled to JavaScript where it finds node_modules. */
beforeAll(async () => {
  const cache = join(repository, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  bundle = await mkdtemp(join(cache, 'retrieval-crash-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: repository,
    resolve: { alias: { '@seje/core': join(repository, 'libs/core/src/index.ts') } },
    build: {
      ssr: fileURLToPath(new URL('crash.child.ts', import.meta.url)),
      outDir: bundle,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
  work = await mkdtemp(join(tmpdir(), 'seje-crash-'));
});
afterAll(async () => {
  await rm(bundle, { recursive: true });
  await rm(work, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(work, 'test-'));
});

interface ChildOptions {
  /** Shell run before it. */
  readonly limit?: string;
  /** Where a build kills its own process. */
  readonly moment?: string;
}

/** Runs a task of the child to its end; what it said, and how it ended. */
async function inChild(
  task: string,
  { limit = ':', moment = '' }: ChildOptions = {},
): Promise<{ said: string; signal: string | null }> {
  const script = `${limit} && exec "$0" --expose-gc "$@"`;
  const parameters = ['-c', script, process.execPath, join(bundle, 'child.mjs'), task, folder, moment];
  const { stdout, signal } = await run('bash', parameters).then(
    ({ stdout }) => ({ stdout, signal: null }),
    (error: { stdout: string; signal: string | null }) => error,
  );
  return { said: stdout.trim(), signal };
}

/** Files may not grow beyond `blocks` KiB: writes fail as on a full disk instead of ending the process. */
const fileLimit = (blocks: number): ChildOptions => ({ limit: `trap '' XFSZ && ulimit -f ${blocks}` });

describe('a process with an index survives', () => {
  it.each([
    'search after a failed load',
    'search while the index is written and another is loaded',
    'hand in a filter that throws',
  ])('%s', async (task) => {
    expect(await inChild(task)).toEqual({ said: 'done', signal: null });
  });
});

describe('a disk that is full', () => {
  it('makes writing an index fail, wherever the file is cut off', async () => {
    const file = join(folder, 'index.hnsw');
    expect(await inChild('write an index', fileLimit(10_000))).toEqual({ said: 'done', signal: null });
    const { size } = await stat(file);
    for (const blocks of [0, 1, 200, Math.floor((size - 1) / 1024)]) {
      await rm(file);
      const ended = await inChild('write an index', fileLimit(blocks));
      expect(ended).toEqual({ said: 'DISK_WRITE_FAILED', signal: null });
    }
  });

  it('publishes no generation', async () => {
    for (const blocks of [1, 100, 420]) {
      const ended = await inChild('build a generation', fileLimit(blocks));
      expect(ended).toEqual({ said: 'DISK_WRITE_FAILED', signal: null });
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it('publishes no generation on a small file system', async (ctx) => {
    const unmount = await mountSmall(ctx);
    try {
      // The graph's own writer does not say why.
      expect((await inChild('build a generation')).said).toBeOneOf(['DISK_WRITE_FAILED', 'DISK_FULL']);
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await unmount();
    }
  });

  async function mountSmall(ctx: TestContext): Promise<() => Promise<unknown>> {
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=700k', 'tmpfs', folder]).then(
      () => true,
      () => false,
    );
    if (!mounted) ctx.skip('mounting a small tmpfs needs more rights');
    return () => run('umount', [folder]);
  }
});

describe('a build that is killed', () => {
  it.each(['index of recipes 50', 'index of recipes 3000', 'index of images 1500', 'recall of images 100'])(
    'leaves no generation, and what it left is removed: at %s',
    async (moment) => {
      expect(await inChild('build a generation', { moment })).toEqual({ said: '', signal: 'SIGKILL' });
      expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.building-/)]);
      expect(await currentGeneration(folder)).toBeUndefined();
      expect(await removeAbandoned(folder)).toHaveLength(1);
      expect(await readdir(folder)).toEqual([]);
    },
  );
});
