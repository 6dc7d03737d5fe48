import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { experimentHash, experimentOf, readExperiment, trainingHash } from './experiment.js';

const DIRECTORY = join(import.meta.dirname, '..', 'experiments');

describe('the experiments that come with the project', async () => {
  it.for(await readdir(DIRECTORY))('%s is valid and named for its file', async (file) => {
    expect(`${(await readExperiment(join(DIRECTORY, file))).name}.json`).toBe(file);
  });
});

describe('an experiment', () => {
  it('has the loss of the instance term alone unless told, and refuses negatives that its loss does not mine', () => {
    expect(experimentOf({ name: 'a' }).loss).toMatchObject({
      retrieval: 'soft-margin',
      negatives: 'instance',
      gamma: 16,
      margin: 0,
      category: { weight: 0 },
      discriminator: { weight: 0 },
    });
    const loss = { retrieval: 'adaptive', negatives: 'double' } as const;
    expect(() => experimentOf({ name: 'a', loss })).toThrow(/soft-margin[^]*at loss\.negatives/);
  });

  it('has labelled lines for the tagger alone, beside its own file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seje-experiment-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'own.json');
    const text = { entities: 'tagger', taggerLines: ['lines.csv'] } as const;
    await writeFile(path, JSON.stringify({ name: 'own', text }));
    expect((await readExperiment(path)).text.taggerLines).toEqual([join(folder, 'lines.csv')]);
    expect(experimentOf({ name: 'a' }).text).toMatchObject({ entities: 'rules', taggerLines: [] });
    expect(() => experimentOf({ name: 'a', text: { taggerLines: ['lines.csv'] } })).toThrow(
      /text\.taggerLines/,
    );
  });

  it("finds a backbone, a text encoder and dish names from the file's own folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seje-experiment-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'own.json');
    await writeFile(path, JSON.stringify({ name: 'own', image: { backbone: 'networks/trunk.onnx' } }));
    expect((await readExperiment(path)).image.backbone).toBe(join(folder, 'networks', 'trunk.onnx'));
    await writeFile(path, JSON.stringify({ name: 'own', text: { rater: 'bert', bert: '../minilm' } }));
    expect((await readExperiment(path)).text.bert).toBe(join(folder, '..', 'minilm'));
    await writeFile(path, JSON.stringify({ name: 'own', categories: { dishNames: 'dishes.txt' } }));
    expect((await readExperiment(path)).categories.dishNames).toBe(join(folder, 'dishes.txt'));
  });

  it('wants a text encoder where one is read with, and only there', () => {
    const bert = 'minilm';
    for (const text of [{ rater: 'bert' }, { sentenceEncoder: 'bert' }] as const) {
      expect(experimentOf({ name: 'a', text: { ...text, bert } }).text).toMatchObject(text);
      expect(() => experimentOf({ name: 'a', text })).toThrow(/text\.bert/);
    }
    expect(() => experimentOf({ name: 'a', text: { bert } })).toThrow(/text\.bert/);
  });

  it('trains the same whatever its index, evaluation and name are', () => {
    const hash = trainingHash(experimentOf({ name: 'a' }));
    const others = { index: { m: 8 }, evaluation: { bagSize: 10 }, image: { backbone: 'x.onnx' } };
    expect(trainingHash(experimentOf({ name: 'b', ...others }))).toBe(hash);
    expect(trainingHash(experimentOf({ name: 'a', seed: 2 }))).not.toBe(hash);
    expect(trainingHash(experimentOf({ name: 'a', image: { maxPhotos: 1 } }))).not.toBe(hash);
  });

  it('keeps the hash of experiments that do not say how features are kept, and trains the same either way', () => {
    const features = { sentences: 'float16' } as const;
    expect(experimentOf({ name: 'a' })).not.toHaveProperty('features');
    expect(experimentOf({ name: 'a', features: {} }).features).toEqual({ sentences: 'float32' });
    expect(trainingHash(experimentOf({ name: 'a', features }))).toBe(
      trainingHash(experimentOf({ name: 'a' })),
    );
  });

  it('keeps the hash of experiments without a method, and is strict about one', () => {
    expect(experimentOf({ name: 'a' })).not.toHaveProperty('method');
    // of the version before there were methods: run folders and bundles of then must stay valid
    expect(trainingHash(experimentOf({ name: 'a' }))).toBe(
      'c0782abc26059359bfd3348cbfd112fd6f07ddc8e0990c9dd62f35e5f0151f2a',
    );
    expect(experimentHash(experimentOf({ name: 'a' }))).toBe(
      '2cbd955be8b6c0111fa96b1887b8d2065afd4c9b4fa4b6bfeec5e1167806206c',
    );
    const method = { name: 'cca' } as const;
    expect(experimentOf({ name: 'a', method }).method).toMatchObject({
      sentences: false,
      powers: [0, 1, 2, 4],
    });
    expect(trainingHash(experimentOf({ name: 'a', method }))).not.toBe(
      trainingHash(experimentOf({ name: 'a' })),
    );
    const wrong = { name: 'ridge', powers: [1], lambdas: [] } as unknown as typeof method;
    expect(() => experimentOf({ name: 'a', method: wrong })).toThrow(/lambdas.*powers|powers.*lambdas/s);
    expect(() => experimentOf({ name: 'a', method: { name: 'pca' } as unknown as typeof method })).toThrow(
      /method\.name/,
    );
  });
});
