import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readFood101Layout } from './food101-layout.js';

const META = {
  classes: 'apple_pie\nsushi\n',
  labels: 'Apple pie\r\nSushi\r\n',
  train: 'apple_pie/1\nsushi/2\nsushi/3\n',
  test: 'sushi/4\n',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seje-food-'));
  await mkdir(join(folder, 'meta'));
  return () => rm(folder, { recursive: true });
});
async function write(changes: Partial<typeof META> = {}): Promise<void> {
  for (const [name, text] of Object.entries({ ...META, ...changes }))
    await writeFile(join(folder, 'meta', `${name}.txt`), text);
}

describe('readFood101Layout', () => {
  it('gives labels and the photos of both parts', async () => {
    await write();
    const path = (name: string): string => join(folder, 'images', name);
    expect(await readFood101Layout(folder)).toEqual({
      labels: ['Apple pie', 'Sushi'],
      train: [
        { path: path('apple_pie/1.jpg'), label: 0 },
        { path: path('sushi/2.jpg'), label: 1 },
        { path: path('sushi/3.jpg'), label: 1 },
      ],
      test: [{ path: path('sushi/4.jpg'), label: 1 }],
    });
  });

  it.for([
    ['a photo in both parts', { test: 'sushi/3\n' }, /sushi\/3, which stands in train/],
    ['an unknown class', { train: 'soup/1\n' }, /train\.txt.*soup\/1/],
    ['a photo outside its folder', { test: 'sushi/../../4\n' }, /test\.txt/],
    ['a class twice', { classes: 'sushi\nsushi\n' }, /classes\.txt.*each class once/],
    ['a label too few', { labels: 'Sushi\n' }, /labels\.txt.*1 lines/],
    ['a label twice', { labels: 'Sushi\nSushi\n' }, /2 lines with 1 names/],
  ] as const)('refuses %s', async ([, changes, says]) => {
    await write(changes);
    await expect(readFood101Layout(folder)).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
    await expect(readFood101Layout(folder)).rejects.toThrow(says);
  });

  it('says which file it misses, and which is empty', async () => {
    await expect(readFood101Layout(folder)).rejects.toMatchObject({ code: 'DATA_LAYOUT_UNKNOWN' });
    await write({ test: '\n' });
    await expect(readFood101Layout(folder)).rejects.toThrow(
      expect.objectContaining({ code: 'DATA_EMPTY', message: expect.stringMatching(/test\.txt/) as string }),
    );
  });
});
