import type { ExecutionProvider } from '@seje/artifacts';

/**
 * How many rows one run of a convolutional network takes: on a CPU those there are, on CUDA always a whole batch,
 * filled up with rows whose outputs nobody reads. ONNX Runtime has cuDNN plan every convolution anew whenever the
 * batch has another size than in the run before, sizes seen earlier included: 0.1 to 0.7 s for ResNet-50 on an H100,
 * where a run of 8 takes 3 ms and a run of 1 takes 2 ms (docs/gpu.md).
 */
export function rowsInRun(
  provider: ExecutionProvider,
  { rows, batchSize }: { readonly rows: number; readonly batchSize: number },
): number {
  return provider === 'cuda' ? batchSize : rows;
}
