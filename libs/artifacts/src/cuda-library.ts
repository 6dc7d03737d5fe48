import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The one place where ONNX Runtime looks for its CUDA provider: beside its own library. */
export function cudaLibrary(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const file =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return join(dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch, file);
}
