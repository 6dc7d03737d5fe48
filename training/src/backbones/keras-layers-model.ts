import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SejeError, messageOf, parseJson, readFileOr } from '@seje/core';
import { z } from 'zod';

/** A weight as stored, row-major float32. */
export interface KerasWeight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers whose outputs go in, in order. */
  readonly inputs: readonly string[];
}

/** A Keras functional model in TensorFlow.js' layers format: layers in topological order, and weights. */
export interface KerasModel {
  readonly layers: readonly KerasLayer[];
  readonly weights: ReadonlyMap<string, KerasWeight>;
}

// The format belongs to TensorFlow.js and carries many fields that a conversion does not need.
const modelSchema = z.looseObject({
  format: z.literal('layers-model'),
  modelTopology: z.looseObject({
    model_config: z.looseObject({
      config: z.looseObject({
        layers: z.array(
          z.looseObject({
            name: z.string(),
            class_name: z.string(),
            config: z.record(z.string(), z.unknown()),
            inbound_nodes: z.array(z.array(z.tuple([z.string()], z.unknown()))),
          }),
        ),
      }),
    }),
  }),
  weightsManifest: z.array(
    z.looseObject({
      paths: z.array(z.string()),
      weights: z.array(
        // Strict: a quantised weight has one more field and would be read wrongly.
        z.strictObject({ name: z.string(), shape: z.array(z.int()), dtype: z.literal('float32') }),
      ),
    }),
  ),
});

/** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, MODEL_INVALID (shards do not hold the weights listed) */
export async function readKerasModel(modelJson: string): Promise<KerasModel> {
  const text = await readFileOr(modelJson, 'Download the model again.');
  const model = parseJson(modelSchema, text.toString('utf8'), { where: modelJson, code: 'MODEL_INVALID' });
  const weights = new Map<string, KerasWeight>();
  for (const group of model.weightsManifest) {
    const shards = group.paths.map((path) => readShard(join(dirname(modelJson), path)));
    const bytes = Buffer.concat(await Promise.all(shards));
    const total = 4 * group.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    if (total !== bytes.length) throw sizeError(modelJson, total, bytes.length);
    let offset = bytes.byteOffset;
    for (const { name, shape } of group.weights) {
      const end = offset + 4 * sizeOf(shape);
      weights.set(name, { shape, data: new Float32Array(bytes.buffer.slice(offset, end)) });
      offset = end;
    }
  }
  return { layers: model.modelTopology.model_config.config.layers.map(layerOf), weights };
}

async function readShard(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw new SejeError('MODEL_INVALID', {
      message: `A file of weights is missing: ${path}`,
      found: messageOf(error),
      remedy: 'Download the model again.',
      cause: error,
    });
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function layerOf(
  layer: z.infer<typeof modelSchema>['modelTopology']['model_config']['config']['layers'][0],
): KerasLayer {
  return {
    name: layer.name,
    className: layer.class_name,
    config: layer.config,
    inputs: layer.inbound_nodes.flat().map(([name]) => name),
  };
}

function sizeError(path: string, expected: number, found: number): SejeError {
  return new SejeError('MODEL_INVALID', {
    message: `The weights of ${path} do not fill their files`,
    expected: `${expected} bytes`,
    found: `${found}`,
    remedy: 'Download the model again.',
  });
}
