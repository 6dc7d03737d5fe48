import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NAMES, parts, refusal } from './bundle.fixture.js';
import { openBundle } from './bundle.js';
import { MANIFEST_FILE } from './manifest.js';
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
