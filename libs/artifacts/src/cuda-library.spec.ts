import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cudaLibrary, librariesNotFound } from './cuda-library.js';

describe.skipIf(process.platform !== 'linux')('librariesNotFound', () => {
  const binding = join(dirname(cudaLibrary()), 'onnxruntime_binding.node');

  it('names what a library is linked with and has lost', async () => {
    const alone = join(await mkdtemp(join(tmpdir(), 'seje-cuda-')), 'onnxruntime_binding.node');
    await copyFile(binding, alone);
    expect(await librariesNotFound(alone)).toEqual(['libonnxruntime.so.1']);
  });

  it('names none where all are there, and none for what is no library', async () => {
    expect(await librariesNotFound(binding)).toEqual([]);
    expect(await librariesNotFound(new URL(import.meta.url).pathname)).toEqual([]);
  });
});
