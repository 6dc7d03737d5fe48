import { SejeError, validated } from '@seje/core';
import { z } from 'zod';
import { OnnxGraph, type OnnxValue } from '../export/onnx-graph.js';
import { foldedConvolution } from './folded-convolution.js';
import type { KerasLayer, KerasModel } from './keras-layers-model.js';

export interface KerasConversion {
  readonly name: string;
  /** The layer whose output becomes the network's output `feature`. */
  readonly outputLayer: string;
  readonly featureDimension: number;
  readonly metadata: Readonly<Record<string, string>>;
}

const pair = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);
const linear = z.literal('linear');
const channelsLast = z.literal('channels_last');
const undilated = z.tuple([z.literal(1), z.literal(1)]);
/** The part of each layer's settings that decides its result: a value the conversion does not know is refused. */
const settings = {
  input: z.looseObject({ batch_input_shape: z.tuple([z.null(), z.int(), z.int(), z.int()]) }),
  padding: z.looseObject({ padding: z.tuple([pair, pair]), data_format: channelsLast }),
  convolution: z.looseObject({
    kernel_size: pair,
    strides: pair,
    padding: z.enum(['valid', 'same']),
    dilation_rate: undilated,
    activation: linear,
    use_bias: z.literal(true),
    data_format: channelsLast,
  }),
  normalisation: z.looseObject({
    epsilon: z.number(),
    axis: z.union([z.literal(3), z.tuple([z.literal(3)])]),
    center: z.literal(true),
    scale: z.literal(true),
  }),
  pooling: z.looseObject({
    pool_size: pair,
    strides: pair,
    padding: z.literal('valid'),
    data_format: channelsLast,
  }),
  activation: z.looseObject({ activation: z.literal('relu') }),
  globalPooling: z.looseObject({ data_format: channelsLast }),
};

/** A layer's output in the graph; `pads` still to be added by the layer that reads it. */
interface Output {
  readonly value: OnnxValue;
  readonly pads?: { readonly vertical: readonly number[]; readonly horizontal: readonly number[] };
  /** True after a ReLU: no value is below 0. */
  readonly nonNegative?: boolean;
}

/**
 * Converts a Keras convolutional network (channels last) to ONNX (channels first), input `image`
 * [B, channels, height, width]. Batch norm is folded into the convolution before it, padding into the
 * layer after it.
 * @throws SejeError MODEL_INVALID for a layer or a setting that has no conversion here
 */
export function kerasToOnnx(model: KerasModel, conversion: KerasConversion): Uint8Array {
  const graph = new OnnxGraph(conversion.name, conversion.metadata);
  const outputs = new Map<string, Output>();
  for (const layer of model.layers) {
    outputs.set(layer.name, convertLayer(layer, { graph, model, outputs }));
    if (layer.name === conversion.outputLayer) break;
  }
  const feature = outputs.get(conversion.outputLayer);
  if (feature === undefined) throw unsupported(`the output layer ${conversion.outputLayer}`, 'no such layer');
  graph.output('feature', feature.value, { dims: ['B', conversion.featureDimension] });
  return graph.toBytes();
}

interface Conversion {
  readonly graph: OnnxGraph;
  readonly model: KerasModel;
  readonly outputs: ReadonlyMap<string, Output>;
}

function convertLayer(layer: KerasLayer, { graph, model, outputs }: Conversion): Output {
  const inputs = layer.inputs.map((name) => outputs.get(name)!);
  const input = inputs[0]!;
  switch (layer.className) {
    case 'InputLayer': {
      const [, height, width, channels] = settingsOf(layer, settings.input).batch_input_shape;
      return { value: graph.input('image', 'float32', ['B', channels, height, width]) };
    }
    case 'ZeroPadding2D': {
      const [vertical, horizontal] = settingsOf(layer, settings.padding).padding;
      return { ...input, pads: { vertical, horizontal } };
    }
    case 'Conv2D': {
      const config = settingsOf(layer, settings.convolution);
      const normalisation = normalisationAfter(layer, model);
      const { shape, kernel, bias } = foldedConvolution(model.weights, {
        convolution: layer.name,
        normalisation: normalisation.name,
        epsilon: settingsOf(normalisation, settings.normalisation).epsilon,
      });
      const weights = [
        graph.initializer(`${layer.name}.kernel`, shape, kernel),
        graph.initializer(`${layer.name}.bias`, [bias.length], bias),
      ];
      const value = graph.node('Conv', [input.value, ...weights], {
        kernel_shape: config.kernel_size,
        strides: config.strides,
        pads: config.padding === 'same' ? samePads(layer, config) : padsOf(input),
      });
      return { value };
    }
    case 'BatchNormalization':
      // Already part of the convolution before it.
      return input;
    case 'Activation':
      settingsOf(layer, settings.activation);
      return { value: graph.node('Relu', [input.value]), nonNegative: true };
    case 'Add':
      return {
        value: graph.node(
          'Add',
          inputs.map(({ value }) => value),
        ),
      };
    case 'MaxPooling2D': {
      const config = settingsOf(layer, settings.pooling);
      // ONNX pads a maximum with -infinity, Keras padded with 0: the same only where nothing is below 0.
      if (input.pads !== undefined && input.nonNegative !== true) {
        throw unsupported(`layer ${layer.name}`, 'zero padding before a maximum over negative values');
      }
      const attributes = { kernel_shape: config.pool_size, strides: config.strides, pads: padsOf(input) };
      return { value: graph.node('MaxPool', [input.value], attributes) };
    }
    case 'GlobalAveragePooling2D': {
      settingsOf(layer, settings.globalPooling);
      return { value: graph.node('Flatten', [graph.node('GlobalAveragePool', [input.value])], { axis: 1 }) };
    }
    default:
      throw unsupported(`layer ${layer.name}`, `a ${layer.className}`);
  }
}

function settingsOf<T>(layer: KerasLayer, schema: z.ZodType<T>): T {
  return validated(schema, layer.config, { where: `layer ${layer.name}`, code: 'MODEL_INVALID' });
}

function normalisationAfter(layer: KerasLayer, model: KerasModel): KerasLayer {
  const readers = model.layers.filter(({ inputs }) => inputs.includes(layer.name));
  const [only] = readers;
  if (readers.length === 1 && only!.className === 'BatchNormalization') return only!;
  throw unsupported(`layer ${layer.name}`, 'a convolution that is not followed by one batch norm alone');
}

/** ONNX order: top, left, bottom, right. */
function padsOf({ pads }: Output): number[] {
  if (pads === undefined) return [0, 0, 0, 0];
  return [pads.vertical[0]!, pads.horizontal[0]!, pads.vertical[1]!, pads.horizontal[1]!];
}

/** Keras' `same` is symmetric, and independent of the size, only at stride 1 and odd kernels. */
function samePads(
  layer: KerasLayer,
  config: { readonly kernel_size: readonly number[]; readonly strides: readonly number[] },
): number[] {
  const [height, width] = config.kernel_size as [number, number];
  if (config.strides.some((stride) => stride !== 1) || height % 2 === 0 || width % 2 === 0) {
    throw unsupported(`layer ${layer.name}`, '`same` padding with a stride or an even kernel');
  }
  const [vertical, horizontal] = [(height - 1) / 2, (width - 1) / 2];
  return [vertical, horizontal, vertical, horizontal];
}

function unsupported(what: string, found: string): SejeError {
  return new SejeError('MODEL_INVALID', { message: `Cannot convert ${what} to ONNX`, found });
}
