import { BUNDLE_FILES } from '@seje/artifacts';
import { type OnProgress, Random, type RecipeRecord, SejeError } from '@seje/core';
import {
  ENGLISH_STOP_WORDS,
  type KeyTermsState,
  Lexicon,
  TEXT_STATE_FORMAT,
  TermReader,
  type TermVectors,
  openCookingReader,
  termLines,
  wordNetCookingWords,
  writeTextState,
  writeVocabBin,
} from '@seje/preprocessing';
import { join } from 'node:path';
import type { Experiment } from '../experiment.js';
import { DocumentFrequencyCounter } from './document-frequency-counter.js';
import { LexiconFitter } from './lexicon-fitter.js';
import { TermCorpus } from './term-corpus.js';
import { placeTextEncoder } from './text-encoder-files.js';
import { WORD2VEC_DEFAULTS, word2vec } from './word2vec.js';

type TextSettings = Experiment['text'];

export interface FitTextOptions {
  readonly seed: number;
  /** Folder that receives `text.json`, `vocab.bin` and the files of the text encoder in `text.bert`. */
  readonly out: string;
  readonly onProgress: OnProgress;
  /** Milliseconds, for the speed shown. */
  readonly now?: () => number;
}

export interface FitTextReport {
  /** Recipes of the train partition: all that anything is fitted on. */
  readonly documents: number;
  /** Terms that have a vector. */
  readonly terms: number;
  /** Ingredient entities. */
  readonly lexicon: number;
  /** Term occurrences read. */
  readonly tokens: number;
  /** What was left out, by reason. */
  readonly dropped: {
    readonly ingredientsBeyondLimit: number;
    readonly sentencesBeyondLimit: number;
    readonly sentencesWithoutWords: number;
    readonly linesWithoutEntity: number;
    readonly rareEntities: number;
    readonly rareTerms: number;
  };
}

/** What one reading of the train partition leaves behind. */
interface ReadTerms {
  readonly corpus: TermCorpus;
  readonly seen: DocumentFrequencyCounter;
  readonly dropped: {
    readonly ingredientsBeyondLimit: number;
    readonly sentencesBeyondLimit: number;
    readonly sentencesWithoutWords: number;
  };
}

/**
 * Fits Phase I for text on the train partition: lexicon, document frequencies and term embeddings.
 * Reads the records twice, as a stream; the corpus itself is held as numbers, 4 bytes a term.
 * @param openRecords starts a new pass over the data set
 * @throws SejeError DATA_EMPTY (no train recipe, or no term frequent enough), FILE_NOT_FOUND (the encoder
 * in `text.bert`), DISK_WRITE_FAILED
 */
export async function fitText(
  openRecords: () => AsyncIterable<RecipeRecord>,
  settings: TextSettings,
  options: FitTextOptions,
): Promise<FitTextReport> {
  const { out, onProgress } = options;
  const stopWords = new Set(ENGLISH_STOP_WORDS);
  const train = (step: string): AsyncIterable<RecipeRecord> => trainOnly(openRecords(), step, onProgress);

  const entities = new LexiconFitter(stopWords);
  for await (const recipe of train('ingredient entities')) entities.add(recipe);
  const lexicon = entities.entries(settings.minPhraseCount);

  const keyTerms: KeyTermsState =
    settings.keyTerms === 'spec'
      ? { name: 'spec', cookingWords: wordNetCookingWords() }
      : { name: 'all-words' };
  const cooking = keyTerms.name === 'spec' ? await openCookingReader(keyTerms.cookingWords) : undefined;
  const reader = new TermReader(stopWords, new Lexicon(lexicon), { ...settings, cooking });
  const { corpus, seen, dropped } = await readTerms(train('terms'), reader);
  const vectors = await embedTerms(corpus, settings, options);

  await writeVocabBin(join(out, BUNDLE_FILES.termVectors), vectors);
  await writeTextState(join(out, BUNDLE_FILES.text), {
    format: TEXT_STATE_FORMAT,
    ...(await placeTextEncoder(settings, out)),
    keyTerms,
    entities: { name: 'rules' },
    documents: seen.documents,
    documentFrequencies: Object.fromEntries([...seen.frequencies].sort(([a], [b]) => (a < b ? -1 : 1))),
    lexicon,
    stopWords: [...stopWords],
    maxIngredients: settings.maxIngredients,
    maxSentences: settings.maxSentences,
    termDimension: vectors.dimension,
    termCount: vectors.size,
  });
  return {
    documents: seen.documents,
    terms: vectors.size,
    lexicon: lexicon.length,
    tokens: corpus.tokenCount,
    dropped: {
      ...dropped,
      linesWithoutEntity: entities.linesWithoutEntity,
      rareEntities: entities.candidates - lexicon.length,
      rareTerms: corpus.termCount - vectors.size,
    },
  };
}

async function* trainOnly(
  records: AsyncIterable<RecipeRecord>,
  step: string,
  onProgress: OnProgress,
): AsyncIterable<RecipeRecord> {
  let done = 0;
  for await (const record of records) {
    if (record.partition !== 'train') continue;
    yield record;
    onProgress({ step, done: ++done });
  }
}

/** One sentence a recipe for word2vec: its term lines in a row. */
async function readTerms(recipes: AsyncIterable<RecipeRecord>, reader: TermReader): Promise<ReadTerms> {
  const corpus = new TermCorpus();
  const seen = new DocumentFrequencyCounter();
  const dropped = { ingredientsBeyondLimit: 0, sentencesBeyondLimit: 0, sentencesWithoutWords: 0 };
  for await (const recipe of recipes) {
    const lines = reader.read(recipe);
    const terms = termLines(lines).flat();
    corpus.addSentence(terms);
    seen.add(terms);
    dropped.ingredientsBeyondLimit += lines.leftOut.ingredients;
    dropped.sentencesBeyondLimit += lines.leftOut.sentences;
    dropped.sentencesWithoutWords += lines.sentences.filter((sentence) => sentence.length === 0).length;
  }
  return { corpus, seen, dropped };
}

async function embedTerms(
  corpus: TermCorpus,
  settings: TextSettings,
  { seed, onProgress, now = () => performance.now() }: FitTextOptions,
): Promise<TermVectors> {
  const indexed = corpus.withVocabulary(settings.minCount);
  if (indexed.terms.length === 0) {
    throw new SejeError('DATA_EMPTY', {
      message: 'There is nothing to fit term embeddings on',
      expected: `terms seen at least ${settings.minCount} times in recipes of the train partition`,
      found: `${corpus.termCount} terms, all rarer`,
      remedy: 'Give more train recipes, or lower text.minCount.',
    });
  }
  const { termDimension: dimension, window, iterations } = settings;
  return word2vec(
    indexed,
    { ...WORD2VEC_DEFAULTS, dimension, window, iterations },
    { random: Random.derived(seed, 'word2vec'), onProgress, now },
  );
}
