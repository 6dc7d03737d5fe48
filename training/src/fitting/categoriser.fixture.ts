import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { Random, sha256 } from '@seje/core';
import { CATEGORISER_FORMAT, writeCategoriserState } from '@seje/preprocessing';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backbone } from '../backbones/backbone.js';
import { categoriserOnnx } from '../export/categoriser-onnx.js';

/** A categoriser folder with random weights on a trunk, as `seje categoriser` writes one. */
export async function writeRandomCategoriser(
  folder: string,
  labels: readonly string[],
  trunk: Backbone,
): Promise<string> {
  const random = Random.fromSeed(3);
  const { featureDimension } = trunk;
  const noise = (shape: number[]) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
  });
  const weights = { kernel: noise([featureDimension, labels.length]), bias: noise([labels.length]) };
  const network = categoriserOnnx(weights, { featureDimension, labels: labels.length });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, OPTIONAL_BUNDLE_FILES.categoriser), network);
  await copyFile(trunk.path, join(folder, OPTIONAL_BUNDLE_FILES.categoriserTrunk));
  const { name: backbone, input, output, fingerprint, preprocessing } = trunk;
  await writeCategoriserState(join(folder, OPTIONAL_BUNDLE_FILES.categoriserState), {
    format: CATEGORISER_FORMAT,
    labels: [...labels],
    trunk: { backbone, input, output, fingerprint, featureDimension, preprocessing },
    sha256: sha256(network),
  });
  return folder;
}
