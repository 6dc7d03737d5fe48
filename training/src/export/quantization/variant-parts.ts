import {
  BUNDLE_FILES,
  type Bundle,
  type BundleContent,
  type BundleParts,
  OPTIONAL_BUNDLE_FILES,
  type QuantizedPrecision,
  type TrunkDescription,
} from '@seje/artifacts';
import { sha256 } from '@seje/core';
import { readCategoriserState } from '@seje/preprocessing';
import { readFile } from 'node:fs/promises';
import { trunkFingerprint } from '../../backbones/backbone.js';
import { quantizedNetwork } from './quantized-network.js';

type Files = BundleParts['files'];
type Image = Bundle['manifest']['image'];

/** The files of a bundle, to be linked into another one. */
export function filesOf(bundle: Bundle): Files {
  const names = Object.keys(bundle.manifest.files) as (keyof Files)[];
  return Object.fromEntries(
    names.map((name): [string, BundleContent] => [name, { path: bundle.path(name), link: true }]),
  ) as Files;
}

/**
 * A bundle with the weights of both encoders and of the trunks in another precision. Features of such a trunk
 * differ from those of the float32 one, so that it has a fingerprint of its own, also in what names it.
 * @throws SejeError MODEL_INVALID
 */
export async function variantParts(bundle: Bundle, precision: QuantizedPrecision): Promise<BundleParts> {
  const { recipeEncoder, imageEncoder, imageTrunk } = BUNDLE_FILES;
  const { categoriserTrunk } = OPTIONAL_BUNDLE_FILES;
  const smaller = async (name: keyof Files): Promise<Uint8Array> =>
    quantizedNetwork(await readFile(bundle.path(name)), precision);
  const { format: _, files: __, contentSha256: ___, ...manifest } = bundle.manifest;
  const trunk = renamed(manifest.image, await smaller(imageTrunk));
  const { category } = manifest.image;
  const ownTrunk = category?.trunk && renamed(category.trunk, await smaller(categoriserTrunk));
  const image: Image = {
    ...trunk.description,
    ...(category && ownTrunk && { category: { ...category, trunk: ownTrunk.description } }),
  };
  return {
    manifest: { ...manifest, image },
    files: {
      ...filesOf(bundle),
      [recipeEncoder]: { bytes: await smaller(recipeEncoder) },
      [imageEncoder]: { bytes: await smaller(imageEncoder) },
      [imageTrunk]: { bytes: trunk.bytes },
      ...(ownTrunk && { [categoriserTrunk]: { bytes: ownTrunk.bytes } }),
      ...(category && (await categoriserStateOf(bundle, (ownTrunk ?? trunk).description))),
    },
  };
}

interface RenamedTrunk<T> {
  readonly bytes: Uint8Array;
  readonly description: T;
}

function renamed<T extends TrunkDescription>(description: T, bytes: Uint8Array): RenamedTrunk<T> {
  const fingerprint = trunkFingerprint(sha256(bytes), description);
  return { bytes, description: { ...description, fingerprint } };
}

/** The categoriser's state names the trunk whose features it reads. */
async function categoriserStateOf(
  bundle: Bundle,
  { fingerprint }: Pick<TrunkDescription, 'fingerprint'>,
): Promise<Partial<Files>> {
  const name = OPTIONAL_BUNDLE_FILES.categoriserState;
  const state = await readCategoriserState(bundle.path(name));
  const moved = { ...state, trunk: { ...state.trunk, fingerprint } };
  return { [name]: { bytes: Buffer.from(`${JSON.stringify(moved, null, 2)}\n`) } };
}
