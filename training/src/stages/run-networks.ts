import { OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { isThere } from '@seje/core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureSet } from '../data/feature-set.js';
import type { Experiment } from '../experiment.js';
import { imageEncoderShapes } from '../export/image-encoder-onnx.js';
import { recipeEncoderShapes } from '../export/recipe-encoder-onnx.js';
import { PHASE_ONE_NETWORKS, type NetworkName } from '../interchange/network-layers.js';
import type { WantedNetwork, WeightsByNetwork } from '../interchange/network-files.js';
import { PHASE_ONE_WEIGHTS, type PhaseOneNetwork } from '../interchange/phase-one-weights.js';
import { classifierShapes } from '../networks/category-classifier.js';
import { discriminatorShapes } from '../networks/modality-discriminator.js';
import type { NamedWeights } from '../networks/named-weights.js';
import type { RunFolder } from './run-folder.js';
import type { TrainedWeights } from './trained-weights.js';

/** Where a run keeps a trained network of Phase I, as ONNX. */
export function phaseOneFile(run: RunFolder, network: PhaseOneNetwork): string {
  const { sentenceEncoder, ingredientTagger, categoriser } = OPTIONAL_BUNDLE_FILES;
  if (network === 'categoriser') return join(run.categoriser, categoriser);
  return join(run.text, network === 'sentence-encoder' ? sentenceEncoder : ingredientTagger);
}

/** The networks of Phase I that were trained for this run. */
export async function phaseOneWeights(
  run: RunFolder,
): Promise<Partial<Record<PhaseOneNetwork, NamedWeights>>> {
  const weights: Partial<Record<PhaseOneNetwork, NamedWeights>> = {};
  for (const network of PHASE_ONE_NETWORKS) {
    const path = phaseOneFile(run, network);
    if (await isThere(path)) weights[network] = PHASE_ONE_WEIGHTS[network].read(await readFile(path));
  }
  return weights;
}

/** The networks of Phase II by name; those without weights are left out. */
export function phaseTwoWeights(trained: TrainedWeights): WeightsByNetwork {
  const all: [NetworkName, NamedWeights][] = [
    ['recipe-encoder', trained.recipe],
    ['image-encoder', trained.image],
    ['category-classifier', trained.classifier],
    ['modality-discriminator', trained.discriminator],
  ];
  return Object.fromEntries(all.filter(([, weights]) => Object.keys(weights).length > 0));
}

/** What `phaseTwoWeights` was given. */
export function trainedWeightsOf(networks: WeightsByNetwork): TrainedWeights {
  return {
    recipe: networks['recipe-encoder'] ?? {},
    image: networks['image-encoder'] ?? {},
    classifier: networks['category-classifier'] ?? {},
    discriminator: networks['modality-discriminator'] ?? {},
  };
}

/** Shapes of the networks of Phase II for a feature set; serving needs the encoders alone. */
export function phaseTwoNetworks(
  { term, sentences, photos, photoCategories, categoryCount }: FeatureSet,
  { network, loss }: Experiment,
): Partial<Record<NetworkName, WantedNetwork>> {
  const widths = { termDimension: term.columns, sentenceDimension: sentences.columns };
  const image = { featureDimension: photos.columns, categoryDimension: photoCategories?.columns ?? 0 };
  const { jointDimension } = network;
  const classifier = classifierShapes({ jointDimension, categories: categoryCount });
  const { hidden } = loss.discriminator;
  return {
    'recipe-encoder': { shapes: recipeEncoderShapes({ ...network, ...widths }), optional: false },
    'image-encoder': { shapes: imageEncoderShapes({ ...network, ...image }), optional: false },
    'category-classifier': { shapes: classifier, optional: true },
    'modality-discriminator': { shapes: discriminatorShapes({ jointDimension, hidden }), optional: true },
  };
}
