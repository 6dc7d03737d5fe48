import { SejeError } from '@seje/core';
import type { FinetuneStart } from '../finetuning/finetune-learner.js';
import type { NetworkName } from '../interchange/network-layers.js';
import type { NamedWeights } from '../networks/named-weights.js';
import type { RunContext } from './run-context.js';
import { readTrainedWeights } from './trained-weights.js';

/**
 * What fine-tuning goes on from: the weights that training kept or that were imported, with the networks of the loss.
 * @param trunk as torchvision names and shapes it
 * @throws SejeError MODEL_INVALID: a network of the loss is not there; FILE_NOT_FOUND, FILE_DAMAGED
 */
export async function finetuneStart(
  { run, experiment }: Pick<RunContext, 'run' | 'experiment'>,
  trunk: NamedWeights,
): Promise<FinetuneStart> {
  const { classifier, discriminator, ...weights } = await readTrainedWeights(run.weights);
  const { category, discriminator: alignment } = experiment.loss;
  const wanted: readonly (readonly [NetworkName, number, NamedWeights])[] = [
    ['category-classifier', category.weight, classifier],
    ['modality-discriminator', alignment.weight, discriminator],
  ];
  const missing = wanted.filter(([, weight, network]) => weight > 0 && Object.keys(network).length === 0);
  if (missing.length === 0) return { weights, classifier, discriminator, trunk };
  const names = missing.map(([name]) => name);
  throw new SejeError('MODEL_INVALID', {
    message: `${run.weights} lacks networks that the loss of fine-tuning goes on with`,
    expected: names.join(', '),
    found: 'the encoders without them, as earlier versions wrote them, or as they were imported',
    remedy:
      'Train anew with "seje train"; of imported weights, import them again with ' +
      `${names.map((name) => `${name}.safetensors`).join(' and ')}.`,
  });
}
