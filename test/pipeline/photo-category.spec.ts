import { type Bundle, openBundle, writeBundle } from '@seje/artifacts';
import { Random, dot, rowOf } from '@seje/core';
import { PhotoCaches, openPhotoEncoder } from '@seje/encoders';
import { readCategoriserState, readVocabBin } from '@seje/preprocessing';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backbone, openBackbone } from '../../training/src/backbones/backbone.js';
import { experimentOfBundle } from '../../training/src/experiment.js';
import { exportBundle } from '../../training/src/export/export-bundle.js';
import { paritySamples } from '../../training/src/export/parity-samples.js';
import { variantParts } from '../../training/src/export/quantization/variant-parts.js';
import { sampledFeatures } from '../../training/src/export/sampled-features.fixture.js';
import { trainedEncoders } from '../../training/src/export/trained-encoders.js';
import { writeRandomCategoriser } from '../../training/src/fitting/categoriser.fixture.js';
import { categoriserFingerprint, placeCategoriser } from '../../training/src/fitting/categoriser-files.js';
import { initialImageWeights } from '../../training/src/networks/image-encoder.js';
import { JointEmbedding } from '../../training/src/networks/joint-embedding.js';
import { initialRecipeWeights } from '../../training/src/networks/recipe-encoder.js';
import { openTensorEngine } from '../../training/src/tensor-engine/open-tensor-engine.js';
import { makeTinyBundle } from '../fixtures/tiny-bundle.js';

const ON_CPU = { provider: 'cpu' } as const;
const LABELS = ['Tomato', 'Olive oil', 'Egg noodle', 'Takoyaki'];

let root: string;
let tiny: Bundle;
let backbone: Backbone;
let photos: Buffer[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'seje-category-'));
  tiny = await makeTinyBundle(join(root, 'tiny'));
  const { backbone: name, ...trunk } = tiny.manifest.image;
  backbone = { ...trunk, name, path: tiny.path('image-trunk.onnx') };
  const random = Random.fromSeed(4);
  photos = await Promise.all(
    Array.from({ length: 12 }, () => {
      const background = { r: random.int(256), g: random.int(256), b: random.int(256) };
      return sharp({ create: { width: 60, height: 50, channels: 3, background } })
        .png()
        .toBuffer();
    }),
  );
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A bundle whose image encoder, with random weights, takes f_cat of a categoriser on `trunk`. */
async function bundleWith(name: string, trunk: Backbone) {
  const { network } = experimentOfBundle(tiny);
  const { termDimension, sentenceDimension } = tiny.manifest.text;
  const widths = { termDimension, sentenceDimension };
  const { featureDimension } = backbone;
  const from = await writeRandomCategoriser(join(root, `${name}-categoriser`), LABELS, trunk);
  const placed = join(root, `${name}-run`);
  const { fingerprint } = backbone;
  const report = await placeCategoriser({
    from,
    to: placed,
    text: tiny.directory,
    trunkFingerprint: fingerprint,
  });
  const image = { photoDimension: featureDimension, categoryDimension: termDimension };
  const weights = {
    recipe: initialRecipeWeights(widths, network, Random.fromSeed(1)),
    image: initialImageWeights(image, network, Random.fromSeed(2)),
  };
  const { tf } = await openTensorEngine('wasm');
  const trained = trainedEncoders(new JointEmbedding(tf, weights, network));
  const sampled = sampledFeatures({ ...widths, featureDimension, categoryDimension: termDimension }, 20);
  const bundle = await exportBundle(join(root, `${name}-bundle`), {
    experiment: experimentOfBundle(tiny),
    weights,
    trained,
    samples: paritySamples(sampled, Random.fromSeed(1)),
    backbone,
    textDirectory: tiny.directory,
    categoriserDirectory: placed,
    dataFingerprint: 'data',
    createdAt: new Date(0),
  });
  await rm(from, { recursive: true });
  await rm(placed, { recursive: true });
  return { bundle: await openBundle(bundle.directory), trained, report };
}

/** Another file than the bundle's trunk that computes the same: one with a `doc_string` (field 6 of a model) more. */
async function otherTrunk(): Promise<Backbone> {
  const path = join(root, 'other.onnx');
  const { input, output, featureDimension, preprocessing } = backbone;
  await writeFile(path, Buffer.concat([await readFile(backbone.path), Buffer.of(0x32, 1, 0x78)]));
  const description = { name: 'other', input, output, featureDimension, preprocessing };
  await writeFile(`${path}.json`, JSON.stringify(description));
  return openBackbone(path);
}

describe('a bundle whose image encoder takes f_cat', () => {
  it('sends a photo through the CNN once where the trunks are the same', async () => {
    const { bundle, trained, report } = await bundleWith('shared', backbone);
    expect(report).toEqual({ labels: 4, labelsWithoutVectors: ['Takoyaki'], sharesTrunk: true });
    expect(Object.keys(bundle.manifest.files)).not.toContain('categoriser-trunk.onnx');
    expect(bundle.manifest.image.category).toEqual({ dimension: 16, labels: 4 });
    expect(bundle.manifest.parity.image).toBeLessThan(1e-5);

    const caches = PhotoCaches.open(join(root, 'shared-cache'), bundle.manifest.image);
    const encoder = await openPhotoEncoder(bundle, { provider: 'cpu', caches });
    const features = await encoder.featuresOf(photos);
    expect(caches.categoriserTrunk).toBeUndefined();
    const terms = await readVocabBin(tiny.path('vocab.bin'));
    const vectors = ['tomato', 'olive_oil'].map((term) => [...terms.vector(term)!]);
    vectors.push(
      [...terms.embedding('egg_noodle')!],
      Array.from({ length: 16 }, () => 0),
    );
    const seen = new Set<number>();
    for (const [i] of photos.entries()) {
      const label = vectors.findIndex((row) => String(row) === String([...rowOf(features.category!, i)]));
      expect(label).toBeGreaterThanOrEqual(0);
      seen.add(label);
    }
    expect(seen.size).toBeGreaterThan(1);

    const expected = await trained.images(features);
    const encoded = await encoder.encodePhotos(photos);
    for (const [i, x] of encoded.data.entries()) expect(Math.abs(x - expected.data[i]!)).toBeLessThan(1e-5);
    await encoder.release();
    caches.close();
  });

  it('brings the trunk of its categoriser where that is another, and answers the same', async () => {
    const shared = await openPhotoEncoder(await openBundle(join(root, 'shared-bundle')), { provider: 'cpu' });
    const { bundle } = await bundleWith('own', await otherTrunk());
    expect(Object.keys(bundle.manifest.files)).toContain('categoriser-trunk.onnx');
    const caches = PhotoCaches.open(join(root, 'own-cache'), bundle.manifest.image);
    const own = await openPhotoEncoder(bundle, { provider: 'cpu', caches });
    expect(await own.featuresOf(photos)).toEqual(await shared.featuresOf(photos));
    expect([caches.trunk.size, caches.categoriserTrunk?.size]).toEqual([photos.length, photos.length]);
    await expect(own.featuresOf([photos[0]!, Buffer.from('text')])).rejects.toMatchObject({
      code: 'PHOTO_TYPE_REFUSED',
    });
    await Promise.all([own.release(), shared.release()]);
    caches.close();
  });

  it('is refused where the categoriser is not the one that the manifest describes', async () => {
    const bundle = await openBundle(join(root, 'shared-bundle'));
    const { image } = bundle.manifest;
    const mismatched = (category: typeof image.category): Bundle => ({
      ...bundle,
      manifest: { ...bundle.manifest, image: { ...image, category } },
    });
    const open = (category: typeof image.category) =>
      openPhotoEncoder(mismatched(category), { provider: 'cpu' });
    await expect(open({ dimension: 15, labels: 4 })).rejects.toThrow(/category.dimension 15.*found 16/);
    await expect(open({ dimension: 16, labels: 5 })).rejects.toThrow(/category.labels 5.*found 4/);
    const { featureDimension: _, ...other } = image;
    const trunk = {
      ...other,
      backbone: 'x',
      featureDimension: 3,
      fingerprint: 'another',
      category: undefined,
    };
    await expect(open({ dimension: 16, labels: 4, trunk })).rejects.toThrow(/fingerprint.*another/);
    await expect(open(undefined)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });

  it.each([
    ['the image encoder’s trunk', async () => backbone],
    ['a trunk of its own', otherTrunk],
  ] as const)('has smaller variants, the categoriser on %s', async (what, trunk) => {
    const { bundle } = await bundleWith(`variant-${what.length}`, await trunk());
    const directory = join(root, `variant-${what.length}`);
    await writeBundle(directory, await variantParts(bundle, 'int8'));
    const variant = await openBundle(directory);
    const fingerprints = ({ image }: Bundle['manifest']): (string | undefined)[] => [
      image.fingerprint,
      image.category?.trunk?.fingerprint,
    ];
    expect(fingerprints(variant.manifest)[0]).not.toBe(fingerprints(bundle.manifest)[0]);
    const encoders = [await openPhotoEncoder(bundle, ON_CPU), await openPhotoEncoder(variant, ON_CPU)];
    const [before, after] = await Promise.all(encoders.map((encoder) => encoder.encodePhotos(photos)));
    for (let i = 0; i < photos.length; i++)
      expect(dot(rowOf(before!, i), rowOf(after!, i))).toBeGreaterThan(0.99);
    await Promise.all(encoders.map((encoder) => encoder.release()));
  });
});

describe('placing a categoriser', () => {
  it('refuses a network that its description does not name, and one without its trunk', async () => {
    const folder = await writeRandomCategoriser(join(root, 'damaged'), LABELS, await otherTrunk());
    const options = { from: folder, to: join(root, 'placed'), text: tiny.directory, trunkFingerprint: 'x' };
    const fingerprint = await categoriserFingerprint(folder);
    await writeFile(join(folder, 'categoriser-trunk.onnx'), 'other');
    await expect(placeCategoriser(options)).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    await rm(join(folder, 'categoriser-trunk.onnx'));
    await expect(placeCategoriser(options)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await writeFile(join(folder, 'categoriser.onnx'), 'other');
    await expect(placeCategoriser(options)).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    const state = await readCategoriserState(join(folder, 'categoriser.json'));
    const swapped = { ...state, labels: state.labels.toReversed() };
    await writeFile(join(folder, 'categoriser.json'), JSON.stringify(swapped));
    expect(await categoriserFingerprint(folder)).not.toBe(fingerprint);
    await writeFile(join(folder, 'categoriser.json'), JSON.stringify({ ...state, labels: ['a', 'a'] }));
    await expect(categoriserFingerprint(folder)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });
});
