import type { Experiment } from '../experiment.js';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import { imageEncoderOnnx } from './image-encoder-onnx.js';
import {
  type LinearShape,
  linearDimension,
  linearImageOnnx,
  linearRecipeOnnx,
} from './linear-encoder-onnx.js';
import type { ExportedFiles } from './parity.js';
import { recipeEncoderOnnx } from './recipe-encoder-onnx.js';

/** Widths of the features that both encoders read. */
export type FeatureWidths = Omit<LinearShape, 'sentences'>;

/**
 * Both encoders of an experiment as ONNX files, of the networks or of the linear model in their place.
 * @throws SejeError MODEL_INVALID (weights do not fit the experiment)
 */
export function encoderFiles(
  weights: EncoderWeights,
  { method, network }: Pick<Experiment, 'method' | 'network'>,
  widths: FeatureWidths,
): ExportedFiles {
  if (method !== undefined) {
    const shape = { ...widths, sentences: method.sentences };
    return {
      recipeEncoder: linearRecipeOnnx(weights, shape),
      imageEncoder: linearImageOnnx(weights, shape),
      dimension: linearDimension(weights),
    };
  }
  return {
    recipeEncoder: recipeEncoderOnnx(weights.recipe, { ...network, ...widths }),
    imageEncoder: imageEncoderOnnx(weights.image, { ...network, ...widths }),
    dimension: network.jointDimension,
  };
}
