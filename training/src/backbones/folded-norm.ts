export interface ConvolutionAndNorm {
  /** [out, in, height, width] */
  readonly kernel: Float32Array;
  /** [out]; absent: zeros. */
  readonly bias: Float32Array | undefined;
  /** The batch norm after it, [out] each. */
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  /** Under the root. */
  readonly epsilon: number;
}

/**
 * A convolution and the batch norm after it as one convolution, computed in float64:
 * with s = gamma / sqrt(variance + epsilon), kernel' = s kernel and bias' = s (bias - mean) + beta.
 */
export function foldedNorm(layer: ConvolutionAndNorm): { kernel: Float32Array; bias: Float32Array } {
  const { kernel, bias, gamma, beta, mean, variance, epsilon } = layer;
  const scale = Float64Array.from(gamma, (g, o) => g / Math.sqrt(variance[o]! + epsilon));
  const perOutput = kernel.length / scale.length;
  const folded = new Float32Array(kernel.length);
  for (const [o, s] of scale.entries()) {
    for (let at = o * perOutput; at < (o + 1) * perOutput; at++) folded[at] = s * kernel[at]!;
  }
  return {
    kernel: folded,
    bias: Float32Array.from(scale, (s, o) => s * ((bias?.[o] ?? 0) - mean[o]!) + beta[o]!),
  };
}
