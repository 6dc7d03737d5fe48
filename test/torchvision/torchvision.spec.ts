import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createOnnxSession } from '@seje/artifacts';
import { describe, expect, it } from 'vitest';
import { RESNET_ARCHITECTURES, resNetLayers } from '../../training/src/backbones/resnet-architecture.js';
import { resNetOnnx } from '../../training/src/backbones/resnet-onnx.js';
import { resNetShapes } from '../../training/src/backbones/resnet-weights.js';
import { decodeSafetensors, encodeSafetensors } from '../../training/src/networks/safetensors.js';
import { formulaWeight, shares } from './formula-weights.js';

/** What generate.py wrote. */
const golden = JSON.parse(readFileSync(new URL('features.json', import.meta.url), 'utf8')) as {
  readonly side: number;
  readonly networks: Readonly<
    Record<keyof typeof RESNET_ARCHITECTURES, { names: Record<string, string>; feature: number[] }>
  >;
};
const VARIANT = { strideOn: '3x3', convolutionBias: false, normEpsilon: 1e-5 } as const;
/** Of ImageNet's classes; the classifier on top is no part of the trunk. */
const CLASSES = 1000;
/** Share of the feature's largest number: float32 against float64 over 53 convolutions, with room. */
const TOLERANCE = 1e-4;

const architectures = Object.keys(RESNET_ARCHITECTURES) as (keyof typeof RESNET_ARCHITECTURES)[];
const shapesOf = (name: (typeof architectures)[number]): Record<string, readonly number[]> =>
  resNetShapes(resNetLayers(RESNET_ARCHITECTURES[name], VARIANT), VARIANT);

describe('residual networks with the names of torchvision and timm', () => {
  it.each(architectures)('%s has the names and shapes of both libraries', (name) => {
    const shapes: Record<string, readonly number[]> = { ...shapesOf(name) };
    for (const norm of Object.keys(shapes).filter((key) => key.endsWith('.running_var')))
      shapes[norm.replace(/running_var$/, 'num_batches_tracked')] = [];
    const all = { ...shapes, 'fc.weight': [CLASSES, 2048], 'fc.bias': [CLASSES] };
    const lines = Object.entries(all).map(([key, shape]) => `${key} [${shape.join(', ')}]`);
    const found = createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
    expect(golden.networks[name].names).toEqual({ torchvision: found, timm: found });
  });

  it.each(architectures)('%s computes what torchvision does', async (name) => {
    const weights = Object.fromEntries(
      Object.entries(shapesOf(name)).map(([key, shape]) => [key, formulaWeight(key, shape)]),
    );
    const file = encodeSafetensors({ arrays: weights, metadata: { format: 'pt' } });
    const { arrays } = decodeSafetensors(file, 'weights.safetensors');
    const { side } = golden;
    const onnx = resNetOnnx(arrays, RESNET_ARCHITECTURES[name], { ...VARIANT, name, crop: side });
    const session = await createOnnxSession(onnx, { provider: 'cpu' });
    const pixels = Float32Array.from(shares('image', 3 * side * side), (u) => 2 * (2 * u - 1));
    const { feature } = await session.run({ image: { dims: [1, 3, side, side], data: pixels } });
    await session.release();

    const found = feature!.data as Float32Array;
    const expected = golden.networks[name].feature;
    expect(found.length).toBe(expected.length);
    const largest = Math.max(...expected.map(Math.abs));
    const worst = Math.max(...expected.map((x, i) => Math.abs(x - found[i]!)));
    expect(worst).toBeLessThanOrEqual(TOLERANCE * largest);
    const product = expected.reduce((sum, x, i) => sum + x * found[i]!, 0);
    expect(product / (Math.hypot(...expected) * Math.hypot(...found))).toBeGreaterThan(1 - 1e-7);
  });
});
