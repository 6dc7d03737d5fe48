import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Workplace, code, forgeManifest } from './generation.fixture.js';
import {
  activateGeneration,
  currentGeneration,
  mendPointer,
  readGenerationManifest,
  removeSuperseded,
} from './index.js';

let workplace: Workplace;
let root: string;
let whole: string;

beforeAll(async () => {
  workplace = await Workplace.open();
  whole = await workplace.wholeGeneration();
});
afterAll(() => workplace.remove());
beforeEach(async () => {
  root = await workplace.root();
});

describe('the current generation', () => {
  async function publish(...names: string[]): Promise<void> {
    for (const [day, name] of names.entries()) {
      await cp(whole, join(root, name), { recursive: true });
      const createdAt = new Date(Date.UTC(2024, 0, day + 1)).toISOString();
      await forgeManifest(join(root, name), { ...(await readGenerationManifest(whole)), name, createdAt });
    }
  }

  it('is none at first, then the one activated, with the one before it', async () => {
    await publish('first', 'second');
    expect(await currentGeneration(root)).toBeUndefined();
    expect(await currentGeneration(join(root, 'missing'))).toBeUndefined();
    await activateGeneration(root, 'first');
    expect(await currentGeneration(root)).toEqual({ name: 'first', directory: join(root, 'first') });
    await activateGeneration(root, 'second');
    await activateGeneration(root, 'second');
    expect(await currentGeneration(root)).toMatchObject({ name: 'second', previous: 'first' });
  });

  it('rolls back, and forward again', async () => {
    await publish('first', 'second');
    const first = await activateGeneration(root, 'first');
    expect(first.previous).toBeUndefined();
    const second = await activateGeneration(root, 'second');
    const back = await activateGeneration(root, second.previous!);
    expect(back).toMatchObject({ name: 'first', previous: 'second' });
    expect(await activateGeneration(root, back.previous!)).toMatchObject({
      name: 'second',
      previous: 'first',
    });
  });

  it('mends a pointer that cannot be read: the newest generation answers, the pointer is put aside', async () => {
    await publish('one', 'two');
    await mkdir(join(root, 'no generation'));
    await activateGeneration(root, 'one');
    expect(await mendPointer(root)).toMatchObject({ name: 'one' });
    await writeFile(join(root, 'current.json'), '{"format": 1, "cur');
    expect(await mendPointer(root)).toMatchObject({ name: 'two' });
    expect(await currentGeneration(root)).toMatchObject({ name: 'two' });
    expect(await readdir(root)).toContain('current.json.damaged');
  });

  it('refuses a generation that is not there, and a name that leads elsewhere', async () => {
    await expect(activateGeneration(root, 'nowhere')).rejects.toThrow(code('FILE_NOT_FOUND'));
    await expect(activateGeneration(root, '../whole')).rejects.toThrow(code('SETTINGS_INVALID'));
    await writeFile(join(root, 'current.json'), '{"format": 1, "current": "../whole"}');
    await expect(currentGeneration(root)).rejects.toThrow(code('SETTINGS_INVALID'));
    await writeFile(join(root, 'current.json'), '{"current": 3}');
    await expect(currentGeneration(root)).rejects.toThrow(code('GENERATION_INVALID'));
  });

  it('removes superseded generations: not current, not previous, not newer ones', async () => {
    await publish('one', 'two', 'three', 'four');
    expect(await removeSuperseded(root)).toEqual([]);
    await activateGeneration(root, 'two');
    await activateGeneration(root, 'three');
    expect(await removeSuperseded(root)).toEqual(['one']);
    expect(await readdir(root)).toEqual(['current.json', 'four', 'three', 'two']);
  });

  it('is not kept from cleaning up by a damaged generation', async () => {
    await publish('damaged', 'one', 'two');
    await writeFile(join(root, 'damaged', 'manifest.json'), '{');
    await activateGeneration(root, 'one');
    expect(await removeSuperseded(root)).toEqual(['damaged']);
    await writeFile(join(root, 'one', 'manifest.json'), '{');
    expect(await removeSuperseded(root)).toEqual([]);
  });
});
