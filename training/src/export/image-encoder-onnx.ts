import type { NamedWeights } from '../networks/named-weights.js';
import {
  type JointLayerSettings,
  type JointLayerWeight,
  jointLayer,
  jointLayerShapes,
} from './joint-layer-onnx.js';
import { OnnxGraph } from './onnx-graph.js';
import { type WeightShapes, checkedWeights } from './weight-shapes.js';

export interface ImageEncoderShape extends JointLayerSettings {
  /** F, width of the trunk's pooled feature. */
  readonly featureDimension: number;
  /** Width of f_cat; 0 where the head has no category input. */
  readonly categoryDimension: number;
}

/** Every weight of an image encoder with its shape. */
export function imageEncoderShapes({
  featureDimension,
  categoryDimension,
  jointDimension,
}: ImageEncoderShape): WeightShapes<JointLayerWeight> {
  return jointLayerShapes(featureDimension + categoryDimension, jointDimension);
}

/**
 * The trained image encoder as an ONNX file: `feature` [B, F] and, where its width is above 0, `category`
 * [B, Dc] -> `embedding` [B, E], rows of length 1. B is free.
 * @throws SejeError MODEL_INVALID (a weight missing, of another shape, not finite, or one too many)
 */
export function imageEncoderOnnx(weights: NamedWeights, shape: ImageEncoderShape): Uint8Array {
  const { featureDimension, categoryDimension, jointDimension } = shape;
  const checked = checkedWeights(weights, imageEncoderShapes(shape), 'image encoder');
  const graph = new OnnxGraph('image-encoder');
  const feature = graph.input('feature', 'float32', ['B', featureDimension]);
  const input =
    categoryDimension === 0
      ? feature
      : graph.node('Concat', [feature, graph.input('category', 'float32', ['B', categoryDimension])], {
          axis: 1,
        }); // [B, F + Dc]
  const embedding = jointLayer(graph, input, { weights: checked, settings: shape });
  graph.output('embedding', embedding, { dims: ['B', jointDimension] });
  return graph.toBytes();
}
