import { type Arm, type Overrides, overlaid } from '../comparison/arm.js';

/** What is varied, one factor a part of SEJE's Phase I. */
export const FACTORS = ['rating', 'sentences', 'category'] as const;
export type Factor = (typeof FACTORS)[number];

/** One way to do one part. */
export interface Level {
  /** For a table. */
  readonly title: string;
  readonly settings: Overrides;
  /** What it needs and does not have; such an arm is left out, with this reason. */
  readonly missing?: string;
}

/** The first level of a factor is the one that others are compared with. */
export type Levels = Readonly<Record<Factor, Readonly<Record<string, Level>>>>;

/** One cell of the grid: a level for each factor. */
export type Choice = Readonly<Record<Factor, string>>;

/** An arm named `bert+mean+none`: levels in the order of the factors. */
export interface AblationArm extends Arm {
  readonly choice: Choice;
}

/** Folders that some levels need; absent: those are left out. */
export interface ArmSources {
  /** `model.onnx` and `tokenizer.json` of a BERT-family sentence encoder. */
  readonly bert?: string | undefined;
  /** What `seje categoriser` wrote. */
  readonly categoriser?: string | undefined;
}

/** A sentence encoder of the width of the ablation's networks, for a few hundred or thousand recipes. */
const SMALL_SENTENCE_ENCODER: Overrides['text'] = {
  sentenceDimension: 256,
  sentenceTraining: {
    maxWords: 20,
    learningRate: 0.001,
    maxEpochs: 12,
    softmax: 'full',
    wordDropout: 0.25,
    contrast: 0.3,
  },
};

const WITHOUT_BERT = 'no text encoder: npm run minilm:install';
const WITHOUT_CATEGORISER = 'no categoriser: name its folder';

/** The parts of Phase I and the settings that stand for each; a new way of doing one is a line here. */
export function levelsOf({ bert, categoriser }: ArmSources): Levels {
  const rated = (rater: 'none' | 'tf-idf' | 'text-rank'): Overrides => ({
    text: { keyTerms: 'spec', rater },
  });
  return {
    rating: {
      none: { title: 'key terms, unrated', settings: rated('none') },
      'tf-idf': { title: 'key terms, TF-IDF', settings: rated('tf-idf') },
      'text-rank': { title: 'key terms, TextRank', settings: rated('text-rank') },
      bert: {
        title: 'key terms, BERT',
        settings: { text: { keyTerms: 'spec', rater: 'bert', bert } },
        ...(bert === undefined && { missing: WITHOUT_BERT }),
      },
      'all-words': {
        title: 'all words, TF-IDF',
        settings: { text: { keyTerms: 'all-words', rater: 'tf-idf' } },
      },
    },
    sentences: {
      none: { title: 'none', settings: { network: { sentences: false } } },
      mean: { title: 'mean of word vectors', settings: { text: { sentenceEncoder: 'mean' } } },
      lstm: {
        title: 'LSTM that predicts the next sentence',
        settings: { text: { sentenceEncoder: 'lstm', ...SMALL_SENTENCE_ENCODER } },
      },
      bert: {
        title: 'BERT',
        settings: { text: { sentenceEncoder: 'bert', bert } },
        ...(bert === undefined && { missing: WITHOUT_BERT }),
      },
    },
    category: {
      none: { title: 'none', settings: {} },
      seen: {
        title: 'seen in the photo',
        settings: { image: { categoriser } },
        ...(categoriser === undefined && { missing: WITHOUT_CATEGORISER }),
      },
    },
  };
}

/** Where one factor is changed at a time, and nothing else is said: around this arm. */
export const REFERENCE: Choice = { rating: 'tf-idf', sentences: 'mean', category: 'none' };

/** Every combination, the first factor changing slowest. */
export function fullGrid(levels: Levels): AblationArm[] {
  let choices: Partial<Choice>[] = [{}];
  for (const factor of FACTORS) {
    choices = choices.flatMap((choice) =>
      Object.keys(levels[factor]).map((level) => ({ ...choice, [factor]: level })),
    );
  }
  return (choices as Choice[]).map((choice) => armOf(choice, levels));
}

/** The reference, and every arm that differs from it in one factor. */
export function oneAtATime(levels: Levels, reference: Choice): AblationArm[] {
  return fullGrid(levels).filter(
    ({ choice }) => FACTORS.filter((factor) => choice[factor] !== reference[factor]).length <= 1,
  );
}

function armOf(choice: Choice, levels: Levels): AblationArm {
  const chosen = FACTORS.map((factor) => levels[factor][choice[factor]]!);
  return {
    name: FACTORS.map((factor) => choice[factor]).join('+'),
    choice,
    settings: overlaid(chosen.map(({ settings }) => settings)),
    missing: chosen.flatMap(({ missing }) => missing ?? []),
  };
}
