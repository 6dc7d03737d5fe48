import {
  type BundleContent,
  type Manifest,
  OPTIONAL_BUNDLE_FILES,
  type OptionalBundleFileName,
} from '@seje/artifacts';
import { readCategoriserState, readLabelVectors } from '@seje/preprocessing';
import { join } from 'node:path';
import type { Backbone } from '../backbones/backbone.js';

export interface CategoriserParts {
  readonly manifest: NonNullable<Manifest['image']['category']>;
  readonly files: Partial<Record<OptionalBundleFileName, BundleContent>>;
}

/**
 * What a bundle holds of a run's categoriser: network, labels, their vectors, and its trunk where that is not
 * the image encoder's.
 * @param directory absent: no categoriser
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, FILE_DAMAGED, BUNDLE_INVALID
 */
export async function categoriserParts(
  directory: string | undefined,
  { backbone, frozenBackbone }: { readonly backbone: Backbone; readonly frozenBackbone?: Backbone },
): Promise<CategoriserParts | undefined> {
  if (directory === undefined) return undefined;
  const { categoriser, categoriserState, labelVectors, categoriserTrunk } = OPTIONAL_BUNDLE_FILES;
  const { labels, trunk } = await readCategoriserState(join(directory, categoriserState));
  const { columns } = await readLabelVectors(join(directory, labelVectors));
  const shared = trunk.fingerprint === backbone.fingerprint;
  // One that reads the features of the trunk before fine-tuning has no copy of it.
  const own =
    trunk.fingerprint === frozenBackbone?.fingerprint
      ? frozenBackbone.path
      : join(directory, categoriserTrunk);
  return {
    manifest: { dimension: columns, labels: labels.length, ...(!shared && { trunk }) },
    files: {
      [categoriser]: { path: join(directory, categoriser) },
      [categoriserState]: { path: join(directory, categoriserState) },
      [labelVectors]: { path: join(directory, labelVectors) },
      ...(!shared && { [categoriserTrunk]: { path: own, link: true } }),
    },
  };
}
