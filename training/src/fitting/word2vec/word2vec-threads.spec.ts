import { Random, noProgress } from '@seje/core';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stoppableProgress } from '../../stages/stoppable.js';
import { type BundledWorker, bundledWorker } from '../../threads/bundled-worker.fixture.js';
import { CorpusWriter } from './corpus-writer.js';
import { misplaced, topicSentences } from './topics.fixture.js';
import { WORD2VEC_DEFAULTS } from './word2vec-settings.js';
import { type ThreadsRun, word2vecOnThreads } from './word2vec-threads.js';
import { word2vec } from './word2vec.js';

const settings = { ...WORD2VEC_DEFAULTS, dimension: 16, window: 3, iterations: 3 };

let bundled: BundledWorker;
let folder: string;
let writer: CorpusWriter;
beforeAll(async () => (bundled = await bundledWorker(new URL('word2vec.worker.ts', import.meta.url))));
afterAll(() => bundled.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-threads-'));
  writer = new CorpusWriter(folder);
  for (const sentence of topicSentences(6000)) writer.addSentence(sentence);
});
afterEach(async () => {
  writer.remove();
  await rm(folder, { recursive: true });
});

function runOf(more: Partial<ThreadsRun> = {}): ThreadsRun {
  const run = { random: Random.fromSeed(1), onProgress: noProgress, now: () => performance.now() };
  return { ...run, threads: 2, worker: bundled.url, ...more };
}

describe('word2vec on threads', () => {
  it.each([1, 2, 3])('learns what one thread learns, on %d', async (threads) => {
    const vectors = await word2vecOnThreads(writer.withVocabulary(1), settings, runOf({ threads }));
    expect(misplaced(vectors)).toBe(0);
  });

  it('starts from the vectors that one thread starts from', async () => {
    const corpus = writer.withVocabulary(1);
    const none = { ...settings, iterations: 0 };
    const [one, two] = [
      await word2vec(corpus, none, runOf()),
      await word2vecOnThreads(corpus, none, runOf()),
    ];
    expect(two.matrix.data).toEqual(one.matrix.data);
  });

  it('reads every term once an iteration, and tells so', async () => {
    const seen: { done: number; total?: number; note?: string }[] = [];
    await word2vecOnThreads(
      writer.withVocabulary(1),
      settings,
      runOf({ onProgress: (progress) => seen.push(progress) }),
    );
    expect(seen.at(-1)).toMatchObject({ done: 144_000, total: 144_000 });
    expect(seen.at(-1)!.note).toMatch(/^\d+ terms\/s$/);
  });

  it('ends at once when it is stopped', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort());
    const fitting = word2vecOnThreads(
      writer.withVocabulary(1),
      { ...settings, iterations: 100_000 },
      runOf({ onProgress: stoppableProgress(noProgress, controller.signal) }),
    );
    await expect(fitting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  it('names what a thread could not read', async () => {
    const corpus = writer.withVocabulary(1);
    await truncate(writer.path, 100);
    await expect(word2vecOnThreads(corpus, settings, runOf())).rejects.toThrow(
      expect.objectContaining({
        code: 'FILE_DAMAGED',
        message: expect.stringContaining(writer.path) as string,
      }),
    );
  });

  it.each(['throw new Error("out of luck")', 'process.exit(3)'])(
    'fails where a thread dies of %s',
    async (body) => {
      const path = join(folder, 'worker.mjs');
      await writeFile(path, body);
      const fitting = word2vecOnThreads(
        writer.withVocabulary(1),
        settings,
        runOf({ worker: pathToFileURL(path) }),
      );
      await expect(fitting).rejects.toThrow(
        expect.objectContaining({
          code: 'INTERNAL',
          message: expect.stringMatching(/out of luck|exit code 3/) as string,
        }),
      );
    },
  );
});
