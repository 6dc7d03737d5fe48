import { type OnProgress, Random, SejeError } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import { Adam } from '../../adam/adam.js';
import { AveragedWeights } from '../../networks/averaged-weights.js';
import {
  type Dropout,
  IngredientTaggerNetwork,
  type TaggerShape,
  initialTaggerWeights,
} from '../../networks/ingredient-tagger.js';
import type { NamedWeights } from '../../networks/named-weights.js';
import { type Variables, dispose, namedWeightsOf, variablesOf } from '../../networks/variables.js';
import type { TensorEngine, Tf } from '../../tensor-engine/tensor-engine.js';
import { judgedLines } from './judge-lines.js';
import {
  type BatchNumbers,
  type ExampleBatch,
  type TaggerExample,
  batchNumbers,
  exampleBatches,
} from './tagger-examples.js';
import { type TaggerScores, taggerScores } from './tagger-scores.js';
import type { TaggerSettings } from './tagger-settings.js';

type TrainingSettings = Pick<
  TaggerSettings,
  'batchSize' | 'learningRate' | 'maxRounds' | 'roundSteps' | 'patience' | 'dropout' | 'wordDropout'
>;

export interface TaggerTrainingOptions {
  readonly engine: TensorEngine;
  readonly seed: number;
  readonly onProgress: OnProgress;
  /** Once aborted, training ends with its reason. */
  readonly signal: AbortSignal;
}

export interface TrainedTagger {
  readonly weights: NamedWeights;
  /** Of those weights, on the validation lines. */
  readonly validation: TaggerScores;
  /** The round they are of, from 1, and how many there were. */
  readonly bestRound: number;
  readonly rounds: number;
}

/** Decay of the mean of the weights: it reaches back over about 1 / (1 - decay) steps. */
const AVERAGE_DECAY = 0.998;

/**
 * Trains the tagger's network: logistic loss of each token of the lines whose name is known plus that of each
 * line, by Adam; keeps the mean weights of the round with the best validation.
 * @throws SejeError TRAINING_DIVERGED; the signal's reason
 */
export async function trainTagger(
  data: { readonly train: readonly TaggerExample[]; readonly validation: readonly TaggerExample[] },
  { shape, ...settings }: TrainingSettings & { readonly shape: TaggerShape },
  { engine, seed, onProgress, signal }: TaggerTrainingOptions,
): Promise<TrainedTagger> {
  const { tf } = engine;
  const random = Random.derived(seed, 'tagger');
  const variables = variablesOf(tf, initialTaggerWeights(shape, random));
  const network = new IngredientTaggerNetwork(tf, variables, shape.layers);
  const adam = new Adam(tf, variables);
  const mean = new AveragedWeights(tf, variables, AVERAGE_DECAY);
  const judged = new IngredientTaggerNetwork(tf, mean.variables, shape.layers);
  let best: Omit<TrainedTagger, 'rounds'> | undefined;
  let step = 0;
  try {
    for (let round = 1; ; round++) {
      const batches = roundOf(data.train, settings, random);
      const total = batches.length * settings.maxRounds;
      let lossSum = 0;
      for (const [i, batch] of batches.entries()) {
        signal.throwIfAborted();
        const dropout = { rate: settings.dropout, seed: random.int(2 ** 31) };
        const numbers = batchNumbers(batch, { rate: settings.wordDropout, random });
        const rate = (settings.learningRate * (1 + Math.cos((Math.PI * step) / total))) / 2;
        const loss = trainStep({ tf, network, adam, variables }, numbers, { dropout, rate });
        if (!Number.isFinite(loss)) throw diverged(step, loss);
        mean.update();
        step++;
        lossSum += loss;
        const shown = best === undefined ? '' : `, whole lines ${best.validation.wholeLine.toFixed(4)}`;
        const note = `loss ${(lossSum / (i + 1)).toFixed(4)}${shown} (${engine.name})`;
        onProgress({ step: 'ingredient tagger', done: step, total, note });
        await turnOfTheEventLoop();
      }
      const validation = taggerScores(judgedLines(tf, judged, data.validation));
      if (best === undefined || scoreOf(validation) > scoreOf(best.validation)) {
        best = { weights: namedWeightsOf(mean.variables), validation, bestRound: round };
      }
      if (round === settings.maxRounds || round - best.bestRound >= settings.patience) {
        return { ...best, rounds: round };
      }
    }
  } finally {
    mean.dispose();
    adam.dispose();
    dispose(variables);
  }
}

/** The batches of one round: as many passes as make enough steps. */
function roundOf(
  examples: readonly TaggerExample[],
  { batchSize, roundSteps }: TrainingSettings,
  random: Random,
): ExampleBatch[] {
  const batches: ExampleBatch[] = [];
  do batches.push(...exampleBatches(examples, batchSize, random));
  while (batches.length < roundSteps);
  return batches;
}

/** Names count, and lines: a share that nothing was counted for leaves the other. */
function scoreOf({ wordF1, wholeLine, ingredientsFound, othersFound }: TaggerScores): number {
  const shares = [wordF1, wholeLine, ingredientsFound, othersFound].filter((share) => !Number.isNaN(share));
  return shares.reduce((sum, share) => sum + share, 0);
}

interface StepParts {
  readonly tf: Tf;
  readonly network: IngredientTaggerNetwork;
  readonly adam: Adam;
  readonly variables: Variables;
}

/** One batch: forward, loss, gradients, one step of Adam where they are finite. @returns the loss */
function trainStep(
  { tf, network, adam, variables }: StepParts,
  numbers: BatchNumbers,
  { dropout, rate }: { readonly dropout: Dropout; readonly rate: number },
): number {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(
      () => taggerLoss(tf, network, { numbers, dropout }),
      Object.values(variables),
    );
    const loss = value.dataSync()[0]!;
    if (Number.isFinite(loss)) {
      const byName = Object.entries(variables).map(([name, { name: id }]) => [name, grads[id]!]);
      adam.step(Object.fromEntries(byName) as Record<string, tensorflow.Tensor>, rate);
    }
    return loss;
  });
}

function taggerLoss(
  tf: Tf,
  network: IngredientTaggerNetwork,
  { numbers, dropout }: { readonly numbers: BatchNumbers; readonly dropout: Dropout },
): tensorflow.Scalar {
  const [length, batch] = numbers.features.shape;
  const { names, lines } = network.run(numbers.features, dropout); // [T, B], [B]
  const ofTokens = logisticLoss(tf, names, tf.tensor2d(numbers.names, [length, batch]));
  const named = tf.tensor1d(numbers.named); // [B]
  const known = Math.max(1, numbers.named.reduce((sum, one) => sum + one, 0) * length);
  const nameLoss = tf.div(tf.sum(tf.mul(ofTokens, named)), known);
  const lineLoss = tf.mean(logisticLoss(tf, lines, tf.tensor1d(numbers.lines)));
  return tf.add(nameLoss, lineLoss);
}

/** -log of the probability that logistic regression gives the truth: softplus(x) - y x. */
function logisticLoss<T extends tensorflow.Tensor>(tf: Tf, logits: T, truth: T): T {
  return tf.sub(tf.softplus(logits), tf.mul(truth, logits));
}

function diverged(step: number, loss: number): SejeError {
  return new SejeError('TRAINING_DIVERGED', {
    message: `Step ${step + 1} of the ingredient tagger could not be taken`,
    expected: 'a finite loss',
    found: `${loss}`,
    remedy: 'Lower text.tagger.learningRate.',
  });
}
