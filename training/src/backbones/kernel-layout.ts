/** A convolution's kernel, row-major. */
export interface Kernel {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** From Keras' and TensorFlow's [height, width, in, out] to PyTorch's and ONNX's [out, in, height, width]. */
export function outputsFirst({ shape, data }: Kernel): Kernel {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const taps = height * width;
  const moved = new Float32Array(data.length);
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        moved[(o * inputs + i) * taps + tap] = data[(tap * inputs + i) * outputs + o]!;
      }
    }
  }
  return { shape: [outputs, inputs, height, width], data: moved };
}
