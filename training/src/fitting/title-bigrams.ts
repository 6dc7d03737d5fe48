import type { Partition } from '@seje/core';
import { titleWords } from '@seje/preprocessing';

export interface BigramLimits {
  readonly topBigrams: number;
  readonly minTrain: number;
  readonly maxBigrams: number;
}

export interface ChosenBigrams {
  /** Most frequent first, ties by the alphabet. */
  readonly bigrams: readonly string[];
  /** Of the `topBigrams` most frequent ones, those left out, by reason. */
  readonly dropped: {
    readonly rareInTrain: number;
    readonly notInValAndTest: number;
    readonly beyondLimit: number;
  };
}

/** Counts pairs of neighbouring title words; a title counts each pair once. */
export class TitleBigrams {
  /** Bigram -> train titles that hold it. */
  private readonly train = new Map<string, number>();
  private readonly seen = { val: new Set<string>(), test: new Set<string>() };

  constructor(private readonly excludedWords: ReadonlySet<string>) {}

  add(title: string, partition: Partition): void {
    const words = titleWords(title, this.excludedWords);
    const bigrams = new Set(words.slice(1).map((word, i) => `${words[i]} ${word}`));
    for (const bigram of bigrams) {
      if (partition === 'train') this.train.set(bigram, (this.train.get(bigram) ?? 0) + 1);
      else this.seen[partition].add(bigram);
    }
  }

  /** The bigrams that become categories (im2recipe's rule). */
  choose({ topBigrams, minTrain, maxBigrams }: BigramLimits): ChosenBigrams {
    const top = [...this.train]
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .slice(0, topBigrams);
    const frequent = top.filter(([, count]) => count > minTrain).map(([bigram]) => bigram);
    const everywhere = frequent.filter((bigram) => this.seen.val.has(bigram) && this.seen.test.has(bigram));
    const bigrams = everywhere.slice(0, maxBigrams);
    return {
      bigrams,
      dropped: {
        rareInTrain: top.length - frequent.length,
        notInValAndTest: frequent.length - everywhere.length,
        beyondLimit: everywhere.length - bigrams.length,
      },
    };
  }
}
