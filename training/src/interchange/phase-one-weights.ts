import { categoriserOnnx } from '../export/categoriser-onnx.js';
import { ingredientTaggerOnnx } from '../export/ingredient-tagger-onnx.js';
import { kerasLstm } from '../export/lstm-onnx.js';
import { sentenceEncoderOnnx } from '../export/sentence-encoder-onnx.js';
import { DIRECTIONS } from '../networks/ingredient-tagger.js';
import { type NamedWeight, type NamedWeights, prefixed, under } from '../networks/named-weights.js';
import type { PHASE_ONE_NETWORKS } from './network-layers.js';
import { floatInitializers } from './onnx-initializers.js';

export type PhaseOneNetwork = (typeof PHASE_ONE_NETWORKS)[number];

/** A trained network of Phase I is kept as its ONNX file: its weights out of that file, and the file of such weights. */
export interface OnnxWeights {
  readonly read: (onnx: Uint8Array) => NamedWeights;
  readonly write: (weights: NamedWeights) => Uint8Array;
}

export const PHASE_ONE_WEIGHTS: Readonly<Record<PhaseOneNetwork, OnnxWeights>> = {
  'sentence-encoder': { read: sentenceEncoderWeights, write: sentenceEncoderFile },
  'ingredient-tagger': { read: taggerWeights, write: taggerFile },
  categoriser: {
    read: (onnx) => prefixed('head.', floatInitializers(onnx)),
    write: (weights) => {
      const [featureDimension, labels] = shapeOf(weights['head.kernel']!);
      return categoriserOnnx(under('head.', weights), { featureDimension, labels });
    },
  },
};

const shapeOf = ({ shape }: NamedWeight): [number, number] => [shape[0]!, shape[1]!];

/** `words [V, D]`, `encoder.*`; the decoder was left behind when the network was exported. */
function sentenceEncoderWeights(onnx: Uint8Array): NamedWeights {
  const arrays = floatInitializers(onnx);
  const [lstm] = kerasLstm({ w: arrays['lstm.w']!, r: arrays['lstm.r']!, b: arrays['lstm.b']! });
  return { words: arrays['words.table']!, ...prefixed('encoder.', lstm!) };
}

function sentenceEncoderFile(weights: NamedWeights): Uint8Array {
  const [words, termDimension] = shapeOf(weights['words']!);
  const hidden = shapeOf(weights['encoder.recurrentKernel']!)[0];
  const table = new Float32Array((words + 1) * termDimension); // the export leaves out the row of the end sign
  table.set(weights['words']!.data);
  const withEnd = { ...weights, words: { shape: [words + 1, termDimension], data: table } };
  return sentenceEncoderOnnx(withEnd, { words, termDimension, hidden });
}

function taggerWeights(onnx: Uint8Array): NamedWeights {
  const arrays = floatInitializers(onnx);
  const weights: Record<string, NamedWeight> = {};
  for (const [name, array] of Object.entries(arrays)) if (!/^layer\d/.test(name)) weights[name] = array;
  for (let layer = 1; arrays[`layer${layer}.w`] !== undefined; layer++) {
    const [w, r, b] = (['w', 'r', 'b'] as const).map((part) => arrays[`layer${layer}.${part}`]!);
    for (const [i, lstm] of kerasLstm({ w: w!, r: r!, b: b! }).entries())
      Object.assign(weights, prefixed(`layer${layer}.${DIRECTIONS[i]!}.`, lstm));
  }
  return weights;
}

function taggerFile(weights: NamedWeights): Uint8Array {
  const [rows, embedding] = shapeOf(weights['embedding.table']!);
  const hidden = shapeOf(weights['layer1.forward.recurrentKernel']!)[0];
  const layers = Object.keys(weights).filter((name) => name.endsWith('.forward.kernel')).length;
  return ingredientTaggerOnnx(weights, { rows, embedding, hidden, layers });
}
