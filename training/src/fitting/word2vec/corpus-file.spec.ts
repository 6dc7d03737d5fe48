import { Random, noProgress, removeTemporaries } from '@seje/core';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { corpusInMemory } from './corpus-in-memory.fixture.js';
import { CorpusWriter } from './corpus-writer.js';
import type { IndexedCorpus } from './indexed-corpus.js';
import { topicSentences } from './topics.fixture.js';
import { WORD2VEC_DEFAULTS } from './word2vec-settings.js';
import { word2vec } from './word2vec.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'seje-corpus-'))));
afterEach(() => rm(folder, { recursive: true }));

function written(sentences: readonly (readonly string[])[]): CorpusWriter {
  const writer = new CorpusWriter(folder);
  for (const sentence of sentences) writer.addSentence(sentence);
  return writer;
}

function sentencesOf(corpus: IndexedCorpus, chunks?: readonly number[]): string[][] {
  const reader = corpus.open();
  const order = chunks ?? Array.from({ length: reader.chunks }, (_, i) => i);
  const read = order.map((chunk) =>
    Array.from(reader.sentences(chunk), (rows) => Array.from(rows, (row) => corpus.terms[row]!)),
  );
  reader.close();
  return read.flat();
}

describe('a corpus on disk', () => {
  it('leaves rare terms out of the sentences and keeps their borders', () => {
    const writer = written([['salt', 'rare', 'flour'], [], ['flour', 'salt', 'salt']]);
    const corpus = writer.withVocabulary(2);
    expect(corpus).toMatchObject({
      terms: ['salt', 'flour'],
      counts: [3, 2],
    });
    expect([writer.tokenCount, writer.termCount]).toEqual([6, 3]);
    expect(sentencesOf(corpus)).toEqual([['salt', 'flour'], [], ['flour', 'salt', 'salt']]);
    writer.remove();
  });

  it('reads back what was written, over many chunks, in any order, again and again', () => {
    // one sentence longer than a chunk, and some empty ones
    const sentences = topicSentences(6000, (i) => (i === 2000 ? 40_000 : i % 20));
    const writer = written(sentences);
    const corpus = writer.withVocabulary(1);
    const { chunks } = corpus.open();
    expect(chunks).toBeGreaterThan(3);
    expect(sentencesOf(corpus)).toEqual(sentences);
    expect(sentencesOf(corpus, [1, 0, 1, 0]).slice(0, 10)).toEqual(sentencesOf(corpus, [1]).slice(0, 10));
    writer.remove();
  });

  it('gives the vectors that the same sentences in memory give, bit for bit', async () => {
    const sentences = topicSentences(4000, (i) => i % 15);
    const writer = written(sentences);
    for (const subSample of [0, 0.01]) {
      const settings = { ...WORD2VEC_DEFAULTS, dimension: 12, window: 4, iterations: 2, subSample };
      const fit = (corpus: IndexedCorpus) =>
        word2vec(corpus, settings, { random: Random.fromSeed(1), onProgress: noProgress, now: () => 0 });
      const inMemory = await fit(corpusInMemory(sentences, 5));
      const onDisk = await fit(writer.withVocabulary(5));
      expect(onDisk.terms).toEqual(inMemory.terms);
      expect(onDisk.matrix.data).toEqual(inMemory.matrix.data);
    }
    writer.remove();
  });

  it('is gone when it is removed, and when a killed process left it', async () => {
    const writer = written([['salt']]);
    expect(await readdir(folder)).toHaveLength(1);
    writer.remove();
    expect(await readdir(folder)).toEqual([]);
    written([['salt']]);
    await removeTemporaries(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says so where the file was cut off or is gone', async () => {
    const writer = written(topicSentences(10));
    const corpus = writer.withVocabulary(1);
    const damaged = expect.objectContaining({ code: 'FILE_DAMAGED' }) as Error;
    await truncate(writer.path, 100);
    expect(() => sentencesOf(corpus)).toThrow(damaged);
    writer.remove();
    expect(() => corpus.open()).toThrow(damaged);
  });

  it('says so where it cannot be written', async () => {
    const file = join(folder, 'no-folder');
    await writeFile(file, '');
    expect(() => new CorpusWriter(file)).toThrow(expect.objectContaining({ code: 'DISK_WRITE_FAILED' }));
  });
});
