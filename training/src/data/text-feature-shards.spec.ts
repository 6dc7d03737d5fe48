import { matrixOf } from '@seje/core';
import { mkdtemp, readFile, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type StoredText, TextFeatureShards } from './text-feature-shards.js';

const dimensions = { term: 2, sentences: 3 };
const options = { recipesPerShard: 2 };

function text(i: number): StoredText {
  const sentenceCount = 1 + (i % 3);
  return {
    id: `r${i}`,
    partition: 'train',
    title: `Soup ${i}`,
    knownTerms: i,
    termsFromWords: 0,
    unknownTerms: 1,
    sentenceCount,
    sentencesWithoutVectors: 0,
    sentencesCut: i,
    term: Float32Array.of(i, -i),
    sentences: matrixOf(sentenceCount, 3, new Float32Array(3 * sentenceCount).fill(i / 3)),
  };
}
const texts = Array.from({ length: 5 }, (_, i) => text(i));

async function* from(start: number, breaksAt = Infinity): AsyncGenerator<StoredText> {
  for (const [i, one] of texts.entries()) {
    if (i === breaksAt) throw new Error('killed');
    if (i >= start) yield one;
  }
}

async function all(directory: string): Promise<StoredText[]> {
  const found: StoredText[] = [];
  for await (const one of (await TextFeatureShards.open(directory)).read()) {
    found.push({
      ...one,
      term: one.term.slice(),
      sentences: matrixOf(one.sentenceCount, 3, one.sentences.data.slice()),
    });
  }
  return found;
}

describe('text feature shards', () => {
  let directory: string;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'seje-shards-')), 'text-features');
    return () => rm(join(directory, '..'), { recursive: true });
  });
  const create = (inputs = 'a') => TextFeatureShards.create(directory, { inputs, dimensions }, options);

  it('are read as they were written', async () => {
    await (await create()).append(from(0));
    expect(await all(directory)).toEqual(texts);
  });

  it('go on after the last whole shard, and end with the same files', async () => {
    await (await create()).append(from(0));
    const files = await readdir(directory);
    const bytes = await Promise.all(files.map((file) => readFile(join(directory, file))));
    await rm(directory, { recursive: true });

    await expect((await create()).append(from(0, 3))).rejects.toThrow('killed');
    const again = await create();
    expect(await again.size()).toBe(2);
    await again.append(from(2));
    expect(await readdir(directory)).toEqual(files);
    expect(await Promise.all(files.map((file) => readFile(join(directory, file))))).toEqual(bytes);
  });

  it('start anew for other inputs', async () => {
    await (await create()).append(from(0));
    expect(await (await create('b')).size()).toBe(0);
  });

  it('say which file is damaged', async () => {
    await (await create()).append(from(0));
    await truncate(join(directory, '000001.f32'), 8);
    await expect(all(directory)).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
    await expect(all(directory)).rejects.toThrow(/000001\.f32/);
  });
});
