import { SejeError, messageOf, rowOf } from '@seje/core';
import type { TrainPair } from './data/batch-sampler.js';
import type { FeatureSet } from './data/feature-set.js';
import type { Experiment } from './experiment.js';
import type { TensorEngine } from './tensor-engine/tensor-engine.js';
import type { StepOutcome } from './joint-step.js';

export interface DivergedStep {
  readonly step: number;
  readonly outcome: StepOutcome;
  readonly batch: readonly TrainPair[];
  readonly featureSet: FeatureSet;
  /** Settings of its step sizes. */
  readonly rates: readonly string[];
}

/** A step whose loss or gradients are no numbers: names what went bad first, and the recipes. */
export function divergedAt({ step, outcome, batch, featureSet, rates }: DivergedStep): SejeError {
  const { total, gradientNorm } = outcome;
  const culprits = recipesOf(batch.filter((pair) => !hasNumbers(pair, featureSet)));
  const found = [
    `${firstBad(outcome)}, loss ${total}, norm of the gradients ${gradientNorm}`,
    `in the batch of recipes ${recipesOf(batch)}`,
    ...(culprits === '' ? [] : [`features that are no numbers in ${culprits}`]),
  ];
  return new SejeError('TRAINING_DIVERGED', {
    message: `Step ${step} could not be taken`,
    expected: 'a finite loss and finite gradients',
    found: found.join('; '),
    remedy:
      culprits === ''
        ? `Lower ${rates.join(' or ')}, or look for extreme features among these recipes.`
        : 'Make the features of these recipes again: run preprocess anew.',
  });
}

export interface FullMemory {
  /** `Step 12` or another clause that says what was going on. */
  readonly during: string;
  readonly batch: readonly TrainPair[];
  readonly experiment: Experiment;
  readonly engine: TensorEngine;
  /** Ways to need less that go before those of every training. */
  readonly ways?: readonly string[];
  readonly cause: unknown;
}

/** What could not be computed for want of memory: names the recipes, and the settings that need less. */
export function outOfMemoryAt({
  during,
  batch,
  experiment,
  engine,
  ways: first = [],
  cause,
}: FullMemory): SejeError {
  const { training, features } = experiment;
  const recipes = batch.length === 0 ? '' : `, in the batch of recipes ${recipesOf(batch)}`;
  const ways = [
    ...first,
    `lower training.batchSize (${training.batchSize}), training.validationBag (${training.validationBag}) or the widths of network`,
    ...(features?.sentences === 'float16' ? [] : ['set features.sentences to float16']),
    ...(engine.name === 'wasm'
      ? ['take the native engine (npm run native:install), as WebAssembly ends at 4 GB']
      : []),
  ];
  return new SejeError('OUT_OF_MEMORY', {
    message: `${during} could not be computed: memory is full`,
    found: `${messageOf(cause).split('\n').join(' ')} (${engine.version})${recipes}`,
    remedy:
      `Free memory and go on with --resume from the last checkpoint; or start anew with settings that need ` +
      `less: ${ways.join('; ')}.`,
    cause,
  });
}

/** In the order in which a step computes them. */
function firstBad({ embedding, terms, notFinite = [], discriminator }: StepOutcome): string {
  const figures: readonly (readonly [string, number])[] = [
    ['the image embeddings', embedding.imageNorm],
    ['the recipe embeddings', embedding.recipeNorm],
    ...Object.entries(terms).map(([name, term]) => [`the loss term ${name}`, term] as const),
    ...notFinite.map((name) => [`the gradient of ${name}`, NaN] as const),
    ["the discriminator's separation", discriminator?.separation ?? 0],
    ["the discriminator's gradient penalty", discriminator?.gradientPenalty ?? 0],
    ["the discriminator's gradients", discriminator?.gradientNorm ?? 0],
  ];
  const [name] = figures.find(([, figure]) => !Number.isFinite(figure)) ?? ['the sum of the loss terms'];
  return `${name} went bad first`;
}

function hasNumbers({ row, photoRow }: TrainPair, { term, photos, sentences }: FeatureSet): boolean {
  const words = sentences.read(row.sentenceStart, row.sentenceCount);
  const isFinite = (numbers: Float32Array): boolean => numbers.every(Number.isFinite);
  return isFinite(rowOf(term, row.termRow)) && isFinite(rowOf(photos, photoRow)) && isFinite(words.data);
}

function recipesOf(batch: readonly TrainPair[]): string {
  return batch.map(({ row }) => row.id).join(', ');
}
