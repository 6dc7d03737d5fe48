import { SejeError } from '@seje/core';
import { expect } from 'vitest';
import { openBundle } from './bundle.js';
import { BUNDLE_FILES } from './manifest.js';
import type { BundleParts } from './write-bundle.js';

/** The files that every bundle has. */
export const NAMES = Object.values(BUNDLE_FILES);

/** A bundle whose files say `label`. */
export const parts = (label: string): BundleParts => ({
  manifest: {
    createdAt: '2026-01-02T03:04:05.000Z',
    experiment: { name: label, sha256: 'x', settings: { seed: 1 } },
    dataFingerprint: 'd',
    dimension: 8,
    distance: 'cosine',
    text: { termDimension: 4, sentenceDimension: 4, maxIngredients: 20, maxSentences: 20 },
    image: {
      backbone: 'grid',
      input: 'image',
      output: 'feature',
      fingerprint: 'f',
      featureDimension: 12,
      preprocessing: {
        resize: 256,
        crop: 224,
        kernel: 'linear',
        channelOrder: 'rgb',
        mean: [0, 0, 0],
        std: [1, 1, 1],
        layout: 'nchw',
      },
    },
    parity: { recipe: 0, image: 0, samples: 64 },
  },
  files: {
    'recipe-encoder.onnx': { bytes: Buffer.from(`${label} recipe`) },
    'image-encoder.onnx': { bytes: Buffer.from(`${label} image`) },
    'image-trunk.onnx': { bytes: Buffer.from(`${label} trunk`) },
    'vocab.bin': { bytes: Buffer.from(`${label} vocab`) },
    'text.json': { bytes: Buffer.from('{}') },
  },
});

/** What `openBundle` says against a directory. */
export async function refusal(directory: string): Promise<SejeError> {
  const error: unknown = await openBundle(directory).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SejeError);
  expect((error as SejeError).code).toBe('BUNDLE_INVALID');
  return error as SejeError;
}
