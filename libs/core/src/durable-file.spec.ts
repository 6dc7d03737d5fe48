import { mkdtempSync, rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeDirectoryDurably, writeFileDurably } from './durable-file.js';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<{ open: typeof open }>();
  return { ...real, open: vi.fn(real.open) };
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'seje-durable-'));
  vi.mocked(open).mockClear();
});
afterEach(() => rmSync(root, { recursive: true }));

/** Folders that were opened to be synced, below the root. */
const synced = (): string[] =>
  vi
    .mocked(open)
    .mock.calls.flatMap(([path, flags]) => (flags === 'r' ? [relative(root, String(path))] : []));

it('syncs each folder that got an entry: of a folder that was made, the one above it', async () => {
  await writeFileDurably(join(root, 'photos', 'ab', 'abcd'), 'photo');
  expect(await readFile(join(root, 'photos', 'ab', 'abcd'), 'utf8')).toBe('photo');
  expect(new Set(synced())).toEqual(new Set(['', 'photos', join('photos', 'ab')]));
});

it('syncs nothing where nothing is made', async () => {
  await makeDirectoryDurably(root);
  expect(synced()).toEqual([]);
});
