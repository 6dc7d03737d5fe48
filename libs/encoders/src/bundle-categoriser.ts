import type { Bundle, OnnxSessionOptions } from '@seje/artifacts';
import { matrixOf } from '@seje/core';
import { type PhotoCategoriser, openPhotoCategoriser } from '@seje/preprocessing';
import { checkField, probeNetwork } from './bundle-check.js';

/**
 * Opens the categoriser of a bundle, where it has one, and checks it against the manifest.
 * @throws SejeError BUNDLE_INVALID and what `openPhotoCategoriser` throws
 */
export async function openBundleCategoriser(
  bundle: Bundle,
  options: OnnxSessionOptions,
): Promise<PhotoCategoriser | undefined> {
  const { category, fingerprint } = bundle.manifest.image;
  if (category === undefined) return undefined;
  const categoriser = await openPhotoCategoriser(bundle.directory, options);
  try {
    const { dimension, labels, trunk } = categoriser;
    checkField(bundle, 'image.category.dimension', { manifest: category.dimension, file: dimension });
    checkField(bundle, 'image.category.labels', { manifest: category.labels, file: labels.length });
    checkField(bundle, "fingerprint of the categoriser's trunk", {
      manifest: category.trunk?.fingerprint ?? fingerprint,
      file: trunk.fingerprint,
    });
    await probeNetwork(bundle, () => categoriser.categoriesOf(matrixOf(1, trunk.featureDimension)));
    return categoriser;
  } catch (error) {
    await categoriser.release();
    throw error;
  }
}
