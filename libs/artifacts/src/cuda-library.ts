import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The one place where ONNX Runtime looks for its CUDA provider: beside its own library. */
export function cudaLibrary(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const file =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return join(dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch, file);
}

/**
 * What a library is linked with and the loader does not find, which ONNX Runtime itself only writes to stderr.
 * @returns names such as `libcublas.so.13`; none where `ldd` is not there to ask
 */
export async function librariesNotFound(library: string): Promise<string[]> {
  const said = await promisify(execFile)('ldd', [library]).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return [...said.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name!);
}
