import { type OnProgress, Random } from '@seje/core';
import type * as tensorflow from '@tensorflow/tfjs';
import { rm } from 'node:fs/promises';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import { Adam } from '../../adam/adam.js';
import type { Experiment } from '../../experiment.js';
import type { NamedWeights } from '../../networks/named-weights.js';
import { SentenceNetwork } from '../../networks/sentence-network.js';
import { type Variables, dispose, namedWeightsOf, variablesOf } from '../../networks/variables.js';
import type { TensorEngine, Tf } from '../../tensor-engine/tensor-engine.js';
import { type SentenceBatch, epochPairs, sentenceBatch } from './sentence-batch.js';
import {
  type SentenceCheckpoint,
  assertFinite,
  readSentenceCheckpoint,
  writeSentenceCheckpoint,
} from './sentence-checkpoint.js';
import type { SentenceCorpus } from './sentence-corpus.js';
import { sentenceLoss } from './sentence-loss.js';
import { SENTENCE_PROGRESS_START, type SentenceEpoch, type SentenceProgress } from './sentence-progress.js';
import { validationOf } from './sentence-validation.js';
import { drawWords } from './word-sampler.js';

export type SentenceTraining = Experiment['text']['sentenceTraining'];

export interface SentenceTrainingParts {
  readonly train: SentenceCorpus;
  readonly validation: SentenceCorpus;
  readonly initial: NamedWeights;
  readonly settings: SentenceTraining;
  /** V, words with a number: terms, unknown, end. */
  readonly vocabulary: number;
}

export interface SentenceTrainingOptions {
  readonly engine: TensorEngine;
  readonly seed: number;
  /** Takes the checkpoint while training lasts; one of the same training is gone on from. */
  readonly checkpoint: string;
  /** Hash of all that decides the training. */
  readonly identity: string;
  readonly onProgress: OnProgress;
  /** Once aborted, the batch at hand is finished, the checkpoint written and the signal's reason thrown. */
  readonly signal: AbortSignal;
}

export interface TrainedSentences {
  /** Those of the epoch with the least validation loss. */
  readonly weights: NamedWeights;
  readonly history: readonly SentenceEpoch[];
  /** From 1. */
  readonly bestEpoch: number;
}

/** Gradients of a greater norm than this are scaled down to it, so that one odd batch does no harm. */
const MOST_GRADIENT = 5;

/**
 * Trains encoder and decoder until the validation loss has not improved for `patience` epochs, or for `maxEpochs`.
 * @throws SejeError TRAINING_DIVERGED, CHECKPOINT_INVALID, DISK_WRITE_FAILED
 */
export async function trainSentenceEncoder(
  parts: SentenceTrainingParts,
  options: SentenceTrainingOptions,
): Promise<TrainedSentences> {
  const { checkpoint, identity, signal, onProgress } = options;
  const saved = await readSentenceCheckpoint(checkpoint, identity);
  const run = new SentenceTrainingRun(parts, options, saved);
  const save = (): Promise<void> => writeSentenceCheckpoint(checkpoint, run.state(), identity);
  try {
    while (!run.ended) {
      for (const pairs of run.remainingBatches()) {
        if (signal.aborted) {
          await save();
          signal.throwIfAborted();
        }
        run.step(pairs);
        onProgress(run.report());
        await turnOfTheEventLoop(); // engines hold it: signals get their turn here
      }
      run.endEpoch();
      await save();
    }
    await rm(checkpoint, { force: true });
    return run.outcome();
  } finally {
    run.dispose();
  }
}

class SentenceTrainingRun {
  private readonly variables: Variables;
  private readonly network: SentenceNetwork;
  private readonly adam: Adam;
  private readonly pairs: readonly number[];
  private progress: SentenceProgress;
  private best: NamedWeights | undefined;

  constructor(
    private readonly parts: SentenceTrainingParts,
    private readonly options: Pick<SentenceTrainingOptions, 'engine' | 'seed'>,
    saved: SentenceCheckpoint | undefined,
  ) {
    const { tf } = options.engine;
    this.variables = variablesOf(tf, saved?.weights ?? parts.initial);
    this.network = new SentenceNetwork(tf, this.variables);
    this.adam = new Adam(tf, this.variables);
    if (saved !== undefined) this.adam.restore(saved.adam);
    this.progress = saved?.progress ?? SENTENCE_PROGRESS_START;
    this.best = saved?.best;
    this.pairs = parts.train.pairs();
  }

  get ended(): boolean {
    const { epoch, bestEpoch = 0 } = this.progress;
    const { maxEpochs, patience } = this.parts.settings;
    return epoch >= maxEpochs || epoch - bestEpoch >= patience;
  }

  remainingBatches(): number[][] {
    return this.batches().slice(this.progress.batch);
  }

  /** Learns from one batch: forward, loss, gradients, Adam. @throws SejeError TRAINING_DIVERGED */
  step(pairs: readonly number[]): void {
    const { settings, vocabulary, train } = this.parts;
    const { epoch, batch: done } = this.progress;
    const random = this.random(`epoch ${epoch} batch ${done}`);
    const batch = sentenceBatch(train, pairs, {
      end: vocabulary - 1,
      dropout: { rate: settings.wordDropout, random },
    });
    const loss = this.learn(batch, random);
    assertFinite(loss, { epoch, batch: done });
    this.progress = { ...this.progress, batch: done + 1, lossSum: this.progress.lossSum + loss };
  }

  /** Validation, best weights. */
  endEpoch(): void {
    const { lossSum, batch, history } = this.progress;
    const { validation, settings, vocabulary } = this.parts;
    const { loss, perplexity } = validationOf(this.options.engine.tf, this.network, {
      corpus: validation,
      settings,
      end: vocabulary - 1,
    });
    const epoch = this.progress.epoch + 1;
    const least = Math.min(Infinity, ...history.map(({ validationLoss }) => validationLoss));
    if (loss < least) this.best = namedWeightsOf(this.variables);
    this.progress = {
      epoch,
      batch: 0,
      lossSum: 0,
      ...(loss < least
        ? { bestEpoch: epoch }
        : this.progress.bestEpoch !== undefined && { bestEpoch: this.progress.bestEpoch }),
      history: [...history, { epoch, loss: lossSum / batch, validationLoss: loss, perplexity }],
    };
  }

  report() {
    const { epoch, batch, lossSum, history } = this.progress;
    const inEpoch = this.batches().length;
    const last = history.at(-1);
    const perplexity = last === undefined ? '' : `, validation perplexity ${last.perplexity.toFixed(1)}`;
    return {
      step: 'sentence encoder',
      done: epoch * inEpoch + batch,
      total: this.parts.settings.maxEpochs * inEpoch,
      note: `loss ${(lossSum / Math.max(1, batch)).toFixed(3)}${perplexity} (${this.options.engine.name})`,
    };
  }

  state(): SentenceCheckpoint {
    return {
      progress: this.progress,
      adam: this.adam.state(),
      weights: namedWeightsOf(this.variables),
      best: this.best,
    };
  }

  outcome(): TrainedSentences {
    const { history, bestEpoch } = this.progress;
    return { weights: this.best!, history, bestEpoch: bestEpoch! };
  }

  dispose(): void {
    this.adam.dispose();
    dispose(this.variables);
  }

  private learn(batch: SentenceBatch, random: Random): number {
    const { settings, vocabulary } = this.parts;
    const { tf } = this.options.engine;
    const { samples } = settings;
    const drawn =
      settings.softmax === 'sampled' && samples < vocabulary
        ? drawWords({ vocabulary, samples }, random)
        : undefined;
    return tf.tidy(() => {
      const options = { contrast: settings.contrast, drawn };
      const { value, grads } = tf.variableGrads(
        () => sentenceLoss(tf, this.network, { batch, options }).total,
        Object.values(this.variables),
      );
      const { scale, norm } = clipping(tf, Object.values(grads));
      if (!Number.isFinite(norm)) return norm;
      const clipped = Object.entries(this.variables).map(([name, variable]) => {
        const gradient = grads[variable.name] ?? tf.zerosLike(variable); // none: the contrast is not computed
        return [name, tf.mul(gradient, scale)] as const;
      });
      this.adam.step(Object.fromEntries(clipped), settings.learningRate);
      return (value.dataSync() as Float32Array)[0]!;
    });
  }

  private batches(): number[][] {
    const { train, settings } = this.parts;
    const random = this.random(`epoch ${this.progress.epoch}`);
    return epochPairs(train, this.pairs, { batchSize: settings.batchSize, random });
  }

  private random(label: string): Random {
    return Random.derived(this.options.seed, `sentence encoder ${label}`);
  }
}

/** What gradients are multiplied by. */
function clipping(tf: Tf, gradients: readonly (tensorflow.Tensor | null)[]): { scale: number; norm: number } {
  const there = gradients.filter((gradient) => gradient !== null);
  const squares = tf.addN(there.map((gradient) => tf.sum<tensorflow.Scalar>(tf.square(gradient))));
  const norm = Math.sqrt(squares.dataSync()[0]!);
  return { scale: norm > MOST_GRADIENT ? MOST_GRADIENT / norm : 1, norm };
}
