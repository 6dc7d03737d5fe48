import { SejeError, messageOf } from '@seje/core';

/** What ONNX Runtime says where it looks for cuDNN, which is at the first convolution, and does not find it. */
const NO_CUDNN = 'cuDNN is unavailable';

export function isWithoutCudnn(error: unknown): boolean {
  return messageOf(error).includes(NO_CUDNN);
}

/** The refusal to compute on CUDA. @param missing libraries that were looked for in vain */
export function cudaUnavailable(cause: unknown, missing: readonly string[] = []): SejeError {
  return new SejeError('EXECUTION_PROVIDER_UNAVAILABLE', {
    message: 'The execution provider `cuda` does not load',
    expected: "an NVIDIA GPU with its driver, CUDA 13, cuDNN 9 and ONNX Runtime's CUDA provider",
    found: missing.length > 0 ? `no ${missing.join(', ')}` : withoutSourcePlaces(messageOf(cause)),
    remedy: 'Run `npm run cuda:install`, which checks all of them (docs/gpu.md), or ask for `auto` or `cpu`.',
    cause,
  });
}

/** ONNX Runtime's messages on CUDA name C++ functions and the build machine around what went wrong. */
function withoutSourcePlaces(message: string): string {
  return new RegExp(`CUDA failure [^;]*[^;\\s]|${NO_CUDNN}[^\\n]*`).exec(message)?.[0] ?? message;
}
