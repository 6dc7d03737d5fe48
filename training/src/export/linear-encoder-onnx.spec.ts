import { createOnnxSession } from '@seje/artifacts';
import { Random, matrixFromRows, matrixOf } from '@seje/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type LinearSettings, linearSettingsSchema } from '../baselines/linear-settings.js';
import { embeddingModelOf } from '../embedding-model-of.js';
import { experimentOf } from '../experiment.js';
import type { EncoderWeights } from '../networks/joint-embedding.js';
import type { NamedWeights } from '../networks/named-weights.js';
import { openTensorEngine } from '../tensor-engine/open-tensor-engine.js';
import type { TensorEngine } from '../tensor-engine/tensor-engine.js';
import { encoderFiles } from './encoder-files.js';
import { meanSentence } from './mean-sentence-onnx.js';
import { OnnxGraph } from './onnx-graph.js';
import { checkParity } from './parity.js';
import { paritySamples } from './parity-samples.js';
import { sampledFeatures } from './sampled-features.fixture.js';
import { trainedEncoders } from './trained-encoders.js';

const DIMENSION = 6;
const widths = { termDimension: 5, sentenceDimension: 4, featureDimension: 12, categoryDimension: 3 };

function weightsFor({ sentences }: Pick<LinearSettings, 'sentences'>): EncoderWeights {
  const random = Random.fromSeed(2);
  const numbers = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());
  const side = (width: number): NamedWeights => ({
    mean: { shape: [width], data: numbers(width) },
    kernel: { shape: [width, DIMENSION], data: numbers(width * DIMENSION) },
  });
  return { recipe: side(sentences ? 9 : 5), image: side(15) };
}

let engine: TensorEngine;
beforeAll(async () => {
  engine = await openTensorEngine('wasm');
});

describe.for([
  { name: 'ridge' as const, sentences: false },
  { name: 'cca' as const, sentences: true },
])('the exported $name, sentences $sentences', (settings) => {
  const method = linearSettingsSchema.parse(settings);
  const experiment = experimentOf({ name: 'linear', method });

  it('computes what the fitted model does, sentences of different counts in one batch', async () => {
    const weights = weightsFor(method);
    const model = embeddingModelOf(engine.tf, weights, experiment);
    const files = encoderFiles(weights, experiment, widths);
    expect(files.dimension).toBe(DIMENSION);
    const samples = paritySamples(sampledFeatures(widths, 50), Random.fromSeed(1));
    const { recipe, image } = await checkParity(files, trainedEncoders(model), samples);
    expect(Math.max(recipe, image)).toBeLessThan(1e-5);
    model.dispose();
  });

  it('is refused where the weights are not of these features', () => {
    const weights = weightsFor({ sentences: !method.sentences });
    expect(() => encoderFiles(weights, experiment, widths)).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(/kernel \[\d, 6\]/) }),
    );
    expect(() => encoderFiles({ ...weights, recipe: {} }, experiment, widths)).toThrow(/mean missing/);
  });
});

describe('meanSentence', () => {
  it('leaves padding out, whatever it holds', async () => {
    const graph = new OnnxGraph('mean');
    graph.output('mean', meanSentence(graph, 2), { dims: ['B', 2] });
    const session = await createOnnxSession(graph.toBytes(), { provider: 'cpu' });
    const { mean } = await session.run({
      sentences: { dims: [2, 3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 9, 7, 8, 100, 100, 100, 100) },
      sentenceCounts: { dims: [2], data: Int32Array.of(3, 1) },
    });
    const expected = matrixFromRows([Float32Array.of(3, 5), Float32Array.of(7, 8)]);
    expect(matrixOf(2, 2, mean!.data as Float32Array)).toEqual(expected);
    await session.release();
  });
});
