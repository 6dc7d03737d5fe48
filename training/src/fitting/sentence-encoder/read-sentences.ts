import { type OnProgress, type RecipeRecord, SejeError } from '@seje/core';
import {
  type SentenceVocabulary,
  type SentenceWords,
  type TermReader,
  wordsOfTerm,
} from '@seje/preprocessing';
import { SentenceCorpus } from './sentence-corpus.js';

/** Sentences of val, and of test, that are read, the first ones: enough to tell when to stop, and how good it is. */
const CHECKED_SENTENCES = 20_000;
/** Train sentences, the first ones, whose words are kept. */
const TRAIN_SENTENCES = 2000;

/** A corpus with the plain words of each sentence, for the bag-of-words baseline. */
export class CheckedSentences {
  readonly corpus = new SentenceCorpus();
  /** Words of each sentence, joined terms parted, unknown ones too. */
  readonly words: (readonly string[])[] = [];

  add(sentences: readonly KnownSentence[]): void {
    if (this.words.length >= CHECKED_SENTENCES) return;
    this.corpus.addRecipe(sentences.map(({ input }) => input.ids));
    this.words.push(...sentences.map(plainWords));
  }
}

export interface ReadSentences {
  readonly train: SentenceCorpus;
  readonly val: CheckedSentences;
  readonly test: CheckedSentences;
  /** Words of the first train sentences, as those of `val` and `test`. */
  readonly trainWords: readonly (readonly string[])[];
  /** Train sentences that hold each plain word. */
  readonly sentenceFrequencies: ReadonlyMap<string, number>;
  /** Of the train partition. */
  readonly dropped: DroppedSentences;
}

export interface DroppedSentences {
  /** Sentences none of whose words is known. */
  readonly sentencesWithoutWords: number;
  /** Sentences longer than `maxWords`, of which the beginning was read. */
  readonly sentencesCut: number;
  /** Words without a number of their own. */
  readonly unknownWords: number;
}

interface KnownSentence {
  readonly terms: readonly string[];
  readonly input: SentenceWords;
}

const plainWords = ({ terms }: KnownSentence): string[] => terms.flatMap(wordsOfTerm);

/**
 * The instruction sentences of a data set as the sentence encoder reads them; sentences that say nothing to it are
 * left out, and the ones around them are neighbours.
 * @throws SejeError DATA_EMPTY (no sentence that another follows, in train or in val)
 */
export async function readSentences(
  records: AsyncIterable<RecipeRecord>,
  { reader, vocabulary }: { readonly reader: TermReader; readonly vocabulary: SentenceVocabulary },
  onProgress: OnProgress,
): Promise<ReadSentences> {
  const train = new SentenceCorpus();
  const val = new CheckedSentences();
  const test = new CheckedSentences();
  const trainWords: string[][] = [];
  const sentenceFrequencies = new Map<string, number>();
  const dropped = { sentencesWithoutWords: 0, sentencesCut: 0, unknownWords: 0 };
  let done = 0;
  for await (const recipe of records) {
    onProgress({ step: 'sentences', done: ++done });
    const { sentences } = reader.read(recipe);
    const known = sentences.flatMap((terms) => {
      const input = vocabulary.read(terms);
      return input === undefined ? [] : [{ terms, input }];
    });
    if (recipe.partition !== 'train') {
      (recipe.partition === 'val' ? val : test).add(known);
      continue;
    }
    train.addRecipe(known.map(({ input }) => input.ids));
    trainWords.push(...known.slice(0, TRAIN_SENTENCES - trainWords.length).map(plainWords));
    for (const word of known.flatMap((sentence) => [...new Set(plainWords(sentence))])) {
      sentenceFrequencies.set(word, (sentenceFrequencies.get(word) ?? 0) + 1);
    }
    dropped.sentencesWithoutWords += sentences.length - known.length;
    dropped.sentencesCut += known.filter(({ input }) => input.cut).length;
    dropped.unknownWords += known.reduce((sum, { input }) => sum + input.unknown, 0);
  }
  assertPairs(train, 'train');
  assertPairs(val.corpus, 'val');
  return { train, val, test, trainWords, sentenceFrequencies, dropped };
}

function assertPairs(corpus: SentenceCorpus, partition: string): void {
  if (corpus.pairs().length > 0) return;
  throw new SejeError('DATA_EMPTY', {
    message: `There is nothing to fit a sentence encoder on in the ${partition} partition`,
    expected: 'a recipe with two instructions or more whose words are known',
    found: `${corpus.sentenceCount} such instructions, none after another`,
    remedy: 'Give more recipes with instructions, or set text.sentenceEncoder to `mean` or `bert`.',
  });
}
