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
  const own = manifest.image.category?.trunk;
  const ownTrunk = own && renamed(own, await smaller(categoriserTrunk));
  const { category } = manifest.image;
  const image: Image = {
    ...manifest.image,
    fingerprint: trunk.fingerprint,
    ...(category && ownTrunk && { category: { ...category, trunk: { ...own!, ...named(ownTrunk) } } }),
  };
  return {
    manifest: { ...manifest, image },
    files: {
      ...filesOf(bundle),
      [recipeEncoder]: { bytes: await smaller(recipeEncoder) },
      [imageEncoder]: { bytes: await smaller(imageEncoder) },
      [imageTrunk]: { bytes: trunk.bytes },
      ...(ownTrunk && { [categoriserTrunk]: { bytes: ownTrunk.bytes } }),
      ...(category && (await categoriserStateOf(bundle, ownTrunk ?? trunk))),
    },
  };
}

interface RenamedTrunk {
  readonly bytes: Uint8Array;
  readonly fingerprint: string;
}

function renamed(description: TrunkDescription, bytes: Uint8Array): RenamedTrunk {
  return { bytes, fingerprint: trunkFingerprint(sha256(bytes), description) };
}

const named = ({ fingerprint }: RenamedTrunk): { readonly fingerprint: string } => ({ fingerprint });

/** The categoriser's state names the trunk whose features it reads. */
async function categoriserStateOf(bundle: Bundle, trunk: RenamedTrunk): Promise<Partial<Files>> {
  const name = OPTIONAL_BUNDLE_FILES.categoriserState;
  const state = await readCategoriserState(bundle.path(name));
  const moved = { ...state, trunk: { ...state.trunk, ...named(trunk) } };
  return { [name]: { bytes: Buffer.from(`${JSON.stringify(moved, null, 2)}\n`) } };
}
