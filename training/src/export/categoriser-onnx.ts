import type { NamedWeights } from '../networks/named-weights.js';
import { OnnxGraph } from './onnx-graph.js';
import { checkedWeights } from './weight-shapes.js';

/**
 * A dish classifier on pooled features as an ONNX file: `feature` [B, F] -> `probabilities` [B, C], the softmax
 * of x W + b. B is free.
 * @param weights `kernel [F, C]`, `bias [C]`
 * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
 */
export function categoriserOnnx(
  weights: NamedWeights,
  { featureDimension, labels }: { readonly featureDimension: number; readonly labels: number },
): Uint8Array {
  const shapes = { kernel: [featureDimension, labels], bias: [labels] };
  const { kernel, bias } = checkedWeights(weights, shapes, 'categoriser');
  const graph = new OnnxGraph('categoriser');
  const feature = graph.input('feature', 'float32', ['B', featureDimension]);
  const logits = graph.node('Gemm', [
    feature,
    graph.initializer('kernel', kernel.shape, kernel.data),
    graph.initializer('bias', bias.shape, bias.data),
  ]); // [B, C]
  graph.output('probabilities', graph.node('Softmax', [logits], { axis: 1 }), { dims: ['B', labels] });
  return graph.toBytes();
}
