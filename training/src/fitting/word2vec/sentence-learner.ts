import type { Random } from '@seje/core';
import type { SkipGramKernel } from './skip-gram-kernel.js';
import { SubSampling } from './sub-sampling.js';
import type { Word2VecSettings } from './word2vec-settings.js';

/** How many tokens of all iterations have been read, by all threads. */
export interface ReadingPosition {
  /** Adds tokens. @returns how many had been read before */
  advance(tokens: number): number;
}

export interface SentenceLearnerParts {
  readonly kernel: SkipGramKernel;
  readonly settings: Word2VecSettings;
  /** Occurrences of each term. */
  readonly counts: readonly number[];
  readonly random: Random;
  readonly position: ReadingPosition;
}

/** Teaches a kernel sentence by sentence: sub-sampling, step size, windows. One for each thread. */
export class SentenceLearner {
  private readonly subSampling: SubSampling | undefined;
  /** Tokens of all iterations. */
  private readonly total: number;

  constructor(private readonly parts: SentenceLearnerParts) {
    const { counts, settings } = parts;
    this.subSampling = settings.subSample === 0 ? undefined : new SubSampling(counts, settings.subSample);
    this.total = counts.reduce((sum, count) => sum + count, 0) * settings.iterations;
  }

  learn(sentence: Int32Array): void {
    const { kernel, random, position, settings } = this.parts;
    const read = this.subSampling?.of(sentence, random) ?? sentence;
    const { learningRate, lastLearningRate, window } = settings;
    const share = position.advance(sentence.length) / this.total;
    learnWindows(read, {
      kernel,
      random,
      window,
      rate: learningRate - (learningRate - lastLearningRate) * share,
    });
  }
}

interface WindowsRun {
  readonly kernel: SkipGramKernel;
  readonly rate: number;
  readonly window: number;
  readonly random: Random;
}

/** Every term's neighbours learn to predict it, within a width drawn anew for each term. */
function learnWindows(sentence: Int32Array, { kernel, rate, window, random }: WindowsRun): void {
  for (let i = 0; i < sentence.length; i++) {
    const width = 1 + random.int(window);
    const last = Math.min(sentence.length - 1, i + width);
    for (let j = Math.max(0, i - width); j <= last; j++) {
      if (j !== i) kernel.learn(sentence[j]!, sentence[i]!, rate);
    }
  }
}
