import { type OnProgress, Random, type RecipeRecord, SejeError } from '@seje/core';
import {
  type DocumentFrequencies,
  ENGLISH_STOP_WORDS,
  Lexicon,
  TermReader,
  type TermVectors,
  openCookingReader,
  termLines,
} from '@seje/preprocessing';
import type { Experiment } from '../experiment.js';
import { DocumentFrequencyCounter } from './document-frequency-counter.js';
import { keyTermsState } from './key-terms-state.js';
import { TermCorpus } from './term-corpus.js';
import { WORD2VEC_DEFAULTS, word2vec } from './word2vec.js';

type TermSettings = Pick<
  Experiment['text'],
  'keyTerms' | 'maxIngredients' | 'maxSentences' | 'minCount' | 'termDimension' | 'window' | 'iterations'
>;

export interface FitTermsOptions {
  readonly settings: TermSettings;
  /** Ingredient entities: see `fitLexicon`. */
  readonly lexicon: readonly string[];
  readonly seed: number;
  readonly onProgress: OnProgress;
  /** Milliseconds, for the speed shown. */
  readonly now?: () => number;
}

export interface FitTermsReport {
  /** Recipes of the train partition. */
  readonly documents: number;
  /** Terms that have a vector. */
  readonly terms: number;
  /** Term occurrences read. */
  readonly tokens: number;
  /** What was left out, by reason. */
  readonly dropped: DroppedLines & { readonly rareTerms: number };
}

export interface FittedTerms {
  readonly vectors: TermVectors;
  readonly frequencies: DocumentFrequencies;
  readonly report: FitTermsReport;
}

interface DroppedLines {
  readonly ingredientsBeyondLimit: number;
  readonly sentencesBeyondLimit: number;
  readonly sentencesWithoutWords: number;
}

/** What one reading of the train partition leaves behind. */
interface ReadTerms {
  readonly corpus: TermCorpus;
  readonly seen: DocumentFrequencyCounter;
  readonly dropped: DroppedLines;
}

/**
 * Fits document frequencies and term embeddings on train recipes, one pass as a stream; the corpus itself is
 * held as numbers, 4 bytes a term.
 * @throws SejeError DATA_EMPTY (no train recipe, or no term frequent enough)
 */
export async function fitTerms(
  train: AsyncIterable<RecipeRecord>,
  options: FitTermsOptions,
): Promise<FittedTerms> {
  const { settings, lexicon } = options;
  const keyTerms = keyTermsState(settings.keyTerms);
  const cooking = keyTerms.name === 'spec' ? await openCookingReader(keyTerms.cookingWords) : undefined;
  const reader = new TermReader(new Set(ENGLISH_STOP_WORDS), new Lexicon(lexicon), { ...settings, cooking });
  const { corpus, seen, dropped } = await readTerms(train, reader);
  const vectors = await embedTerms(corpus, options);
  return {
    vectors,
    frequencies: seen,
    report: {
      documents: seen.documents,
      terms: vectors.size,
      tokens: corpus.tokenCount,
      dropped: { ...dropped, rareTerms: corpus.termCount - vectors.size },
    },
  };
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
  { settings, seed, onProgress, now = () => performance.now() }: FitTermsOptions,
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
