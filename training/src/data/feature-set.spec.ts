import { type Matrix, canonicalJson, matrixFromRows, sha256 } from '@seje/core';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readFeatureSet, readFeatureSetManifest } from './read-feature-set.js';
import { type PairFeatures, writeFeatureSet } from './write-feature-set.js';

const dimensions = { term: 2, sentences: 3, photos: 4 };
const categoryCount = 3;
const sentences = (count: number, start: number): Matrix =>
  matrixFromRows(Array.from({ length: count }, (_, i) => Float32Array.of(start, i, 0.5)));
const soup: PairFeatures = {
  id: 'soup',
  partition: 'train',
  category: 2,
  term: Float32Array.of(0.1, -2),
  sentences: sentences(2, 7),
  photos: [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)],
};
const cake: PairFeatures = {
  id: 'cake',
  partition: 'test',
  category: 0,
  term: Float32Array.of(3, 1e-30),
  sentences: sentences(1, 9),
  photos: [Float32Array.of(9, 10, 11, 12)],
};

describe('a feature set', () => {
  let folder: string;
  let directory: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seje-features-'));
    directory = join(folder, 'features');
    return () => rm(folder, { recursive: true });
  });

  it('is read as it was written', async () => {
    const manifest = await writeFeatureSet(directory, [soup, cake], {
      dimensions,
      categoryCount,
      inputs: { trunk: 'abc' },
    });
    const read = await readFeatureSet(directory);
    expect(read.rows).toEqual([
      {
        id: 'soup',
        partition: 'train',
        termRow: 0,
        sentenceStart: 0,
        sentenceCount: 2,
        photoRows: [0, 1],
        category: 2,
      },
      {
        id: 'cake',
        partition: 'test',
        termRow: 1,
        sentenceStart: 2,
        sentenceCount: 1,
        photoRows: [2],
        category: 0,
      },
    ]);
    expect(read.term).toEqual(matrixFromRows([soup.term, cake.term]));
    expect([...read.sentences.read(0, 3).data]).toEqual([...soup.sentences.data, ...cake.sentences.data]);
    expect(read.photos).toEqual(matrixFromRows([...soup.photos, ...cake.photos]));
    expect(read.categoryCount).toBe(3);
    expect(await readFeatureSetManifest(directory)).toEqual(manifest);
    expect(manifest.inputs).toEqual({ trunk: 'abc' });
    expect(await readdir(folder)).toEqual(['features']);
  });

  it('keeps f_cat, a row a photo, and reads the format from before there was one', async () => {
    const withCategories = (pair: PairFeatures): PairFeatures => ({
      ...pair,
      photoCategories: pair.photos.map((photo) => photo.subarray(2)),
    });
    await writeFeatureSet(directory, [soup, cake].map(withCategories), {
      dimensions: { ...dimensions, photoCategories: 2 },
      categoryCount,
    });
    const { photoCategories } = await readFeatureSet(directory);
    expect(photoCategories).toEqual(
      matrixFromRows(
        [
          [3, 4],
          [7, 8],
          [11, 12],
        ].map((row) => Float32Array.from(row)),
      ),
    );

    const manifest = await writeFeatureSet(directory, [soup, cake], { dimensions, categoryCount });
    const now = await readFeatureSet(directory);
    expect(now.photoCategories).toBeUndefined();
    const before = { ...manifest, format: 'seje-features/2' };
    await writeFile(join(directory, 'manifest.json'), JSON.stringify(before));
    const read = await readFeatureSet(directory);
    expect({ ...read, fingerprint: '' }).toEqual({ ...now, fingerprint: '' });
    expect(read.fingerprint).toBe(sha256(canonicalJson(before)));
  });

  it('keeps what it was given although the caller uses its arrays again', async () => {
    const term = new Float32Array(2);
    function* reusing(): Iterable<PairFeatures> {
      for (const [i, id] of ['a', 'b'].entries()) {
        term.fill(i + 1);
        yield { ...soup, id, term };
      }
    }
    await writeFeatureSet(directory, reusing(), { dimensions, categoryCount });
    expect([...(await readFeatureSet(directory)).term.data]).toEqual([1, 1, 2, 2]);
  });

  it('has the same fingerprint for the same content, another for other content', async () => {
    const fingerprint = async (features: PairFeatures[]): Promise<string> => {
      await writeFeatureSet(directory, features, { dimensions, categoryCount });
      return (await readFeatureSet(directory)).fingerprint;
    };
    const first = await fingerprint([soup, cake]);
    expect(await fingerprint([soup, cake])).toBe(first);
    expect(await fingerprint([soup, { ...cake, term: Float32Array.of(3, 2e-30) }])).not.toBe(first);
  });

  it.for([
    { name: 'a term of another width', broken: { term: new Float32Array(3) }, says: /width 2; found 3/ },
    { name: 'NaN', broken: { photos: [Float32Array.of(0, 0, Number.NaN, 0)] }, says: /finite photo/ },
    { name: 'an unknown category', broken: { category: 3 }, says: /below 3; found 3/ },
    {
      name: 'f_cat where there is none',
      broken: { photoCategories: soup.photos },
      says: /0 photos with f_cat; found 2/,
    },
    { name: 'no photo', broken: { photos: [] }, says: /0 photos/ },
    { name: 'no sentence', broken: { sentences: matrixFromRows([], 3) }, says: /0 sentences/ },
    { name: 'an id twice', broken: { id: 'cake' }, says: /second time/ },
  ])('refuses $name and leaves nothing behind', async ({ broken, says }) => {
    const write = writeFeatureSet(directory, [cake, { ...soup, ...broken }], { dimensions, categoryCount });
    await expect(write).rejects.toMatchObject({ code: 'VECTOR_INVALID' });
    await expect(write).rejects.toThrow(says);
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses to be empty, and to replace a folder of something else', async () => {
    await expect(writeFeatureSet(directory, [], { dimensions, categoryCount })).rejects.toMatchObject({
      code: 'DATA_EMPTY',
    });
    await writeFile(join(folder, 'letter.txt'), 'dear');
    const write = writeFeatureSet(folder, [soup], { dimensions, categoryCount });
    await expect(write).rejects.toMatchObject({ code: 'DISK_WRITE_FAILED' });
    expect(await readFile(join(folder, 'letter.txt'), 'utf8')).toBe('dear');
  });

  it('keeps sentences as float16 in shards where it is told to', async () => {
    const options = { dimensions, categoryCount, sentences: 'float16', rowsPerShard: 2 } as const;
    const third = { ...cake, id: 'bread', sentences: matrixFromRows([Float32Array.of(1 / 3, -1e-9, 2049)]) };
    const manifest = await writeFeatureSet(directory, [soup, cake, third], options);
    expect(manifest).toMatchObject({
      format: 'seje-features/4',
      sentenceShards: { precision: 'float16', rowsPerShard: 2 },
      matrices: { sentences: { rows: 4, columns: 3 } },
    });
    const files = ['sentences-000000.f16', 'sentences-000001.f16'];
    expect((await readdir(directory)).filter((name) => name.startsWith('sentences')).toSorted()).toEqual(
      files,
    );
    const read = await readFeatureSet(directory);
    expect([...read.sentences.read(0, 3).data]).toEqual([...soup.sentences.data, ...cake.sentences.data]);
    expect([...read.sentences.read(3, 1).data]).toEqual([0.333251953125, -0, 2048]);
    read.sentences.close();
    await writeFeatureSet(directory, [soup, cake, third], { dimensions, categoryCount });
    expect((await readFeatureSet(directory)).fingerprint).not.toBe(read.fingerprint);
    expect(await readdir(directory)).toContain('sentences.f32');

    const loud = { ...cake, sentences: matrixFromRows([Float32Array.of(0, 7e4, 0)]) };
    const write = writeFeatureSet(join(folder, 'loud'), [soup, loud], options);
    await expect(write).rejects.toMatchObject({ code: 'VECTOR_INVALID' });
    await expect(write).rejects.toThrow(/f_sent of recipe cake .*found 70000.*features\.sentences/);
    expect(await readdir(folder)).toEqual(['features']);
  });

  it('verifies the shards when it is read', async () => {
    const options = { dimensions, categoryCount, sentences: 'float16', rowsPerShard: 1 } as const;
    const manifest = await writeFeatureSet(directory, [soup, cake], options);
    const path = join(directory, 'sentences-000001.f16');
    const content = await readFile(path);
    content[1]! ^= 1;
    await writeFile(path, content);
    await expect(readFeatureSet(directory)).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    await expect(readFeatureSet(directory)).rejects.toThrow(/sentences-000001\.f16/);
    await rm(path);
    await expect(readFeatureSet(directory)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    const unnamed = { ...manifest, sentenceShards: undefined };
    await writeFile(join(directory, 'manifest.json'), JSON.stringify(unnamed));
    await expect(readFeatureSet(directory)).rejects.toThrow(/sentenceShards/);
  });

  it('has the manifest that it had before there were shards where sentences are float32', async () => {
    const manifest = await writeFeatureSet(directory, [soup, cake], { dimensions, categoryCount });
    expect(sha256(canonicalJson(manifest))).toBe(
      'b86db4f512a3fb7d278594be7ee257821f3b97799147a05ed04cfaa41764a2a8',
    );
  });

  it('says which file is damaged or missing', async () => {
    await expect(readFeatureSet(directory)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await writeFeatureSet(directory, [soup, cake], { dimensions, categoryCount });
    const path = join(directory, 'photos.f32');
    const content = await readFile(path);
    content[5]! ^= 1;
    await writeFile(path, content);
    await expect(readFeatureSet(directory)).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    await expect(readFeatureSet(directory)).rejects.toThrow(/photos\.f32/);
    const manifest = await readFeatureSetManifest(directory);
    await writeFile(
      join(directory, 'manifest.json'),
      JSON.stringify({ ...manifest, format: 'seje-features/1', categories: undefined }),
    );
    await expect(readFeatureSet(directory)).rejects.toThrow(/format.*seje preprocess/);
    await writeFile(join(directory, 'manifest.json'), '{"format": "other"}');
    await expect(readFeatureSet(directory)).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
  });
});
