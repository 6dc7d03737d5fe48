import { describe, expect, it } from 'vitest';
import { cudaUnavailable, isWithoutCudnn } from './cuda-unavailable.js';

/** As ONNX Runtime 1.30 said on a machine with an H100: no GPU visible, cuDNN hidden. */
const NO_GPU = new Error(
  '/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:146 onnxruntime::CudaCall(ERRTYPE, const char*) ' +
    '[with ERRTYPE = cudaError; bool THRW = true] CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; ' +
    'hostname=vm ; file=/onnxruntime_src/cuda_execution_provider.cc ; line=352 ; expr=cudaSetDevice(info_.device_id); \n\n',
);
const NO_CUDNN = new Error(
  "Non-zero status code returned while running Conv node. Name:'Conv_0' Status Message: /onnxruntime_src/cuda_kernel.h:296 " +
    '[ONNXRuntimeError] : 9 : NOT_IMPLEMENTED : cuDNN is unavailable or disabled for CUDA Execution Provider: ' +
    'dlopen failed for libcudnn.so: cannot open shared object file\n',
);

describe('cudaUnavailable', () => {
  it.each([
    [NO_GPU, 'CUDA failure 100: no CUDA-capable device is detected'],
    [
      NO_CUDNN,
      'cuDNN is unavailable or disabled for CUDA Execution Provider: dlopen failed for libcudnn.so: cannot open shared object file',
    ],
    [new Error('something new'), 'something new'],
  ])('says what is wrong and leaves out where in the source', (cause, found) => {
    expect(cudaUnavailable(cause)).toMatchObject({
      code: 'EXECUTION_PROVIDER_UNAVAILABLE',
      parts: { found, remedy: expect.stringContaining('cuda:install') },
    });
  });

  it('names missing libraries where they are known', () => {
    expect(cudaUnavailable(new Error('failed'), ['libcublas.so.13', 'libcudart.so.13'])).toMatchObject({
      parts: { found: 'no libcublas.so.13, libcudart.so.13' },
    });
  });

  it('knows the failure that only a convolution shows', () => {
    expect([NO_CUDNN, NO_GPU].map(isWithoutCudnn)).toEqual([true, false]);
  });
});
