import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@seje/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { OnnxGraph } from '../export/onnx-graph.js';
import { loadBackbone } from './load-backbone.js';
import { RESNET50_PREPROCESSING } from './resnet50.js';

const graph = new OnnxGraph('trunk');
const pooled = graph.node('GlobalAveragePool', [graph.input('pixels', 'float32', ['B', 3, 224, 224])]);
graph.output('pooled', pooled, { dims: ['B', 3, 1, 1] });
const onnx = graph.toBytes();

const description = {
  name: 'mine',
  input: 'pixels',
  output: 'pooled',
  featureDimension: 3,
  preprocessing: RESNET50_PREPROCESSING,
};

let cacheDir: string;
let path: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'seje-backbone-'));
  path = join(cacheDir, 'mine.onnx');
  await writeFile(path, onnx);
});
const describeAs = (value: object): Promise<void> => writeFile(`${path}.json`, JSON.stringify(value));

describe('loadBackbone of an ONNX file', () => {
  it('opens it with the description beside it; the fingerprint follows what decides the features', async () => {
    await describeAs({ ...description, sha256: sha256(onnx) });
    const backbone = await loadBackbone(path, { cacheDir });
    expect(backbone).toMatchObject({ ...description, path });
    await describeAs({ ...description, name: 'renamed' });
    expect((await loadBackbone(path, { cacheDir })).fingerprint).toBe(backbone.fingerprint);
    await describeAs({ ...description, preprocessing: { ...RESNET50_PREPROCESSING, resize: 300 } });
    expect((await loadBackbone(path, { cacheDir })).fingerprint).not.toBe(backbone.fingerprint);
  });

  it.for([
    ['no description', undefined, 'FILE_NOT_FOUND'],
    ['a field nobody knows', { ...description, colour: 'rgb' }, 'SETTINGS_INVALID'],
    ['another checksum', { ...description, sha256: '0'.repeat(64) }, 'CHECKSUM_MISMATCH'],
    ['another input', { ...description, input: 'image' }, 'MODEL_INVALID'],
    ['another output', { ...description, output: 'feature' }, 'MODEL_INVALID'],
  ] as const)('refuses %s', async ([, value, code]) => {
    if (value !== undefined) await describeAs(value);
    await expect(loadBackbone(path, { cacheDir })).rejects.toThrow(expect.objectContaining({ code }));
  });
});

describe('loadBackbone of ResNet-50', () => {
  it('refuses a tarball that is another one', async () => {
    await expect(loadBackbone('resnet50', { cacheDir, tarball: path })).rejects.toThrow(
      expect.objectContaining({ code: 'CHECKSUM_MISMATCH' }),
    );
  });

  it('says what to do where the registry cannot be reached', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: cacheDir,
      npm_config_fetch_retries: '0',
    });
    delete process.env['SEJE_RESNET50_TARBALL'];
    try {
      await expect(loadBackbone('resnet50', { cacheDir })).rejects.toThrow(
        /127\.0\.0\.1:9.*SEJE_RESNET50_TARBALL/,
      );
    } finally {
      process.env = before;
    }
  });
});
