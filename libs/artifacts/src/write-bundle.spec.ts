import { cp, mkdir, mkdtemp, readFile, readdir, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NAMES, parts, refusal } from './bundle.fixture.js';
import { openBundle } from './bundle.js';
import { bundlePlaces } from './bundle-places.js';
import { OPTIONAL_BUNDLE_FILES } from './manifest.js';
import { writeBundle } from './write-bundle.js';

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
