import { SejeError } from '@seje/core';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBundle } from './bundle.js';
import { bundlePlaces } from './bundle-places.js';
import { BUNDLE_FILES, MANIFEST_FILE, OPTIONAL_BUNDLE_FILES } from './manifest.js';
import { type BundleParts, writeBundle } from './write-bundle.js';

const NAMES = Object.values(BUNDLE_FILES);

const parts = (label: string): BundleParts => ({
  manifest: {
    createdAt: '2026-01-02T03:04:05.000Z',
    experiment: { name: label, sha256: 'x', settings: { seed: 1 } },
    dataFingerprint: 'd',
    dimension: 8,
    distance: 'cosine',
    text: { termDimension: 4, sentenceDimension: 4, maxIngredients: 20, maxSentences: 20 },
    image: {
      backbone: 'grid',
      input: 'image',
      output: 'feature',
      fingerprint: 'f',
      featureDimension: 12,
      preprocessing: {
        resize: 256,
        crop: 224,
        kernel: 'linear',
        channelOrder: 'rgb',
        mean: [0, 0, 0],
        std: [1, 1, 1],
        layout: 'nchw',
      },
    },
    parity: { recipe: 0, image: 0, samples: 64 },
  },
  files: {
    'recipe-encoder.onnx': { bytes: Buffer.from(`${label} recipe`) },
    'image-encoder.onnx': { bytes: Buffer.from(`${label} image`) },
    'image-trunk.onnx': { bytes: Buffer.from(`${label} trunk`) },
    'vocab.bin': { bytes: Buffer.from(`${label} vocab`) },
    'text.json': { bytes: Buffer.from('{}') },
  },
});

let root: string;
let pristine: string;
let bundle: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'seje-bundle-'));
  pristine = join(root, 'pristine');
  await writeBundle(pristine, parts('one'));
});
beforeEach(async () => {
  bundle = join(await mkdtemp(join(root, 'case-')), 'bundle');
  await cp(pristine, bundle, { recursive: true });
});

async function refusal(directory: string): Promise<SejeError> {
  const error: unknown = await openBundle(directory).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SejeError);
  expect((error as SejeError).code).toBe('BUNDLE_INVALID');
  return error as SejeError;
}

async function editManifest(edit: (manifest: Record<string, unknown>) => void): Promise<void> {
  const path = join(bundle, MANIFEST_FILE);
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  edit(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

describe('openBundle', () => {
  it('opens what was written and names it by its manifest', async () => {
    const opened = await openBundle(bundle);
    expect(opened.manifest.dimension).toBe(8);
    expect(opened.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(opened.fingerprint).toBe((await openBundle(pristine)).fingerprint);
    expect(await readFile(opened.path('vocab.bin'), 'utf8')).toBe('one vocab');
  });

  it.each(NAMES)('refuses a flipped bit anywhere in %s', async (name) => {
    const path = join(bundle, name);
    const original = await readFile(path);
    for (const at of [0, original.length >> 1, original.length - 1]) {
      const damaged = Buffer.from(original);
      damaged[at]! ^= 1;
      await writeFile(path, damaged);
      expect((await refusal(bundle)).message).toMatch(new RegExp(`${name}: sha256 .*${name}: sha256 `));
    }
  });

  it.each(NAMES)('refuses %s cut short, grown, missing or turned into a folder', async (name) => {
    const path = join(bundle, name);
    const original = await readFile(path);
    await writeFile(path, original.subarray(1));
    expect((await refusal(bundle)).message).toContain(
      `${name}: ${original.length} bytes; found ${name}: ${original.length - 1} bytes`,
    );
    await writeFile(path, Buffer.concat([original, Buffer.of(0)]));
    expect((await refusal(bundle)).message).toContain(`found ${name}: ${original.length + 1} bytes`);
    await rm(path);
    expect((await refusal(bundle)).message).toContain(`found ${name}: missing`);
    await mkdir(path);
    expect((await refusal(bundle)).message).toContain(`found ${name}: something else`);
  });

  it('refuses a file that the manifest does not know', async () => {
    await writeFile(join(bundle, 'vocab.txt'), 'x');
    expect((await refusal(bundle)).message).toContain('vocab.txt: unknown file');
  });

  it('names every difference in one error', async () => {
    await rm(join(bundle, 'vocab.bin'));
    await writeFile(join(bundle, 'text.json'), '{"a":1}');
    const { message } = await refusal(bundle);
    expect(message).toContain('vocab.bin: missing');
    expect(message).toContain('text.json: 7 bytes');
  });

  it('names both formats of a bundle from another version', async () => {
    await editManifest((manifest) => {
      manifest['format'] = 2;
      manifest['novelty'] = true;
    });
    expect((await refusal(bundle)).message).toContain('expected format 1; found format 2');
  });

  it.each([
    ['dimension', 16],
    ['distance', 'euclidean'],
    ['unknown', 1],
    ['files', {}],
  ])('refuses a manifest whose %s was edited', async (field, value) => {
    await editManifest((manifest) => {
      manifest[field] = value;
    });
    expect((await refusal(bundle)).message).toMatch(/changed after it was written; expected .*; found /);
  });

  it.each(['', '{"format": 1', '[]', 'null', '7'])('refuses %j as a manifest', async (text) => {
    await writeFile(join(bundle, MANIFEST_FILE), text);
    await refusal(bundle);
  });

  it('refuses a folder without a manifest and a folder that is not there', async () => {
    await rm(join(bundle, MANIFEST_FILE));
    expect((await refusal(bundle)).message).toContain('no bundle to open');
    expect((await refusal(join(bundle, 'nowhere'))).message).toContain('nowhere');
  });
});

describe('writeBundle', () => {
  it('refuses to overwrite, and replaces when told to', async () => {
    await expect(writeBundle(bundle, parts('two'))).rejects.toThrow(/expected .*free name; found a bundle/);
    const before = await openBundle(bundle);
    await writeBundle(bundle, { ...parts('two'), replace: true });
    const after = await openBundle(bundle);
    expect(after.manifest.experiment.name).toBe('two');
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(await readdir(join(bundle, '..'))).toEqual(['bundle']);
  });

  it('never replaces a folder that holds something else', async () => {
    await writeFile(join(bundle, 'thesis.txt'), 'x');
    await expect(writeBundle(bundle, { ...parts('two'), replace: true })).rejects.toThrow(/thesis\.txt/);
    expect(await readFile(join(bundle, 'thesis.txt'), 'utf8')).toBe('x');
  });

  it('keeps the old bundle and leaves nothing behind where the new one cannot be built', async () => {
    const { files } = parts('two');
    const missing = { ...files, 'image-trunk.onnx': { path: join(root, 'none.onnx'), link: true } };
    await expect(writeBundle(bundle, { ...parts('two'), files: missing, replace: true })).rejects.toThrow(
      /none\.onnx/,
    );
    expect((await openBundle(bundle)).manifest.experiment.name).toBe('one');
    expect(await readdir(join(bundle, '..'))).toEqual(['bundle']);
  });

  it('survives being cut off at every moment of a replacement', async () => {
    const places = bundlePlaces(bundle);
    // while building: a torn new bundle beside the old one
    await mkdir(places.building);
    await writeFile(join(places.building, 'vocab.bin'), 'torn');
    expect((await openBundle(bundle)).manifest.experiment.name).toBe('one');
    // between the two renames: no bundle under its name
    await rename(places.final, places.previous);
    expect((await openBundle(bundle)).manifest.experiment.name).toBe('one');
    await expect(writeBundle(bundle, parts('two'))).rejects.toThrow(/a bundle/);
    expect((await openBundle(bundle)).directory).toBe(bundle);
    // after both renames, the old one not yet gone
    await cp(places.final, places.previous, { recursive: true });
    await writeBundle(bundle, { ...parts('two'), replace: true });
    expect((await openBundle(bundle)).manifest.experiment.name).toBe('two');
    expect(await readdir(join(bundle, '..'))).toEqual(['bundle']);
  });

  it('holds the files of a text encoder where there is one, and replaces them with the rest', async () => {
    const { textEncoder, tokenizer } = OPTIONAL_BUNDLE_FILES;
    const withEncoder = parts('two');
    const encoder = { [textEncoder]: { bytes: Buffer.from('e') }, [tokenizer]: { bytes: Buffer.from('{}') } };
    await writeBundle(bundle, {
      ...withEncoder,
      replace: true,
      files: { ...withEncoder.files, ...encoder },
    });
    const { manifest } = await openBundle(bundle);
    expect(Object.keys(manifest.files).sort()).toEqual([...NAMES, textEncoder, tokenizer].sort());
    await writeFile(join(bundle, textEncoder), 'f');
    expect((await refusal(bundle)).message).toContain(textEncoder);

    await writeBundle(bundle, { ...parts('three'), replace: true });
    expect(Object.keys((await openBundle(bundle)).manifest.files).sort()).toEqual([...NAMES].sort());
  });

  it('links a file that never changes and copies the others', async () => {
    const trunk = join(root, 'trunk.onnx');
    const text = join(root, 'text.json');
    await writeFile(trunk, 'trunk');
    await symlink(trunk, join(root, 'current.onnx'));
    await writeFile(text, '{}');
    const target = join(bundle, '..', 'linked');
    const { files } = parts('two');
    await writeBundle(target, {
      ...parts('two'),
      files: {
        ...files,
        'image-trunk.onnx': { path: join(root, 'current.onnx'), link: true },
        'text.json': { path: text },
      },
    });
    const opened = await openBundle(target);
    expect((await stat(opened.path('image-trunk.onnx'))).ino).toBe((await stat(trunk)).ino);
    expect((await stat(opened.path('text.json'))).ino).not.toBe((await stat(text)).ino);
  });

  it('refuses manifest fields that no bundle can have', async () => {
    const { manifest } = parts('two');
    await expect(
      writeBundle(join(bundle, '..', 'bad'), { ...parts('two'), manifest: { ...manifest, dimension: 0 } }),
    ).rejects.toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }));
  });
});
