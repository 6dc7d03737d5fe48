import { type OnProgress, Random, type RecipeRecord, SejeError, inBatches } from '@seje/core';
import {
  type DocumentFrequencies,
  ENGLISH_STOP_WORDS,
  IngredientReader,
  type IngredientTagger,
  Lexicon,
  RecipeReader,
  type TermVectors,
  termLines,
} from '@seje/preprocessing';
import type { Experiment } from '../experiment.js';
import { DocumentFrequencyCounter } from './document-frequency-counter.js';
import { openTermReader } from './open-term-reader.js';
import { TaggedLineCounter, type TaggedLinesReport } from './tagger/tagged-line-counter.js';
import { CorpusWriter } from './word2vec/corpus-writer.js';
import { WORD2VEC_DEFAULTS } from './word2vec/word2vec-settings.js';
import { word2vecOnThreads } from './word2vec/word2vec-threads.js';
import { word2vec } from './word2vec/word2vec.js';

type TermSettings = Pick<
  Experiment['text'],
  | 'keyTerms'
  | 'maxIngredients'
  | 'maxSentences'
  | 'minCount'
  | 'termDimension'
  | 'window'
  | 'iterations'
  | 'subsample'
  | 'threads'
>;

export interface FitTermsOptions {
  readonly settings: TermSettings;
  /** Ingredient entities: see `fitLexicon`. */
  readonly lexicon: readonly string[];
  /** Absent: entities are matches of the lexicon. */
  readonly tagger?: IngredientTagger | undefined;
  readonly seed: number;
  /** Folder of the corpus, a temporary file. */
  readonly scratch: string;
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
  /** What the tagger made of the ingredient lines; absent where there is none. */
  readonly tagged?: TaggedLinesReport;
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

/** What one reading of the train partition leaves behind, besides the corpus. */
interface ReadTerms {
  readonly seen: DocumentFrequencyCounter;
  readonly tagged: TaggedLineCounter;
  readonly dropped: DroppedLines;
}

/**
 * Fits document frequencies and term embeddings on train recipes, one pass as a stream; the corpus itself is a
 * temporary file of numbers, so that memory grows with the vocabulary alone.
 * @throws SejeError DATA_EMPTY (no train recipe, or no term frequent enough), DISK_WRITE_FAILED, and what
 * `word2vec` throws
 */
export async function fitTerms(
  train: AsyncIterable<RecipeRecord>,
  options: FitTermsOptions,
): Promise<FittedTerms> {
  const { settings, lexicon, tagger } = options;
  const ingredients =
    tagger && new IngredientReader(tagger, new Lexicon(lexicon), new Set(ENGLISH_STOP_WORDS));
  const reader = new RecipeReader(await openTermReader(settings, lexicon), ingredients);
  const corpus = new CorpusWriter(options.scratch);
  try {
    const { seen, tagged, dropped } = await readTerms(train, reader, corpus);
    const vectors = await embedTerms(corpus, options);
    return {
      vectors,
      frequencies: seen,
      report: {
        documents: seen.documents,
        terms: vectors.size,
        tokens: corpus.tokenCount,
        ...(tagger && { tagged: tagged.report() }),
        dropped: { ...dropped, rareTerms: corpus.termCount - vectors.size },
      },
    };
  } finally {
    corpus.remove();
  }
}

/** Recipes that are read together. */
const RECIPES_AT_ONCE = 64;

/** One sentence a recipe for word2vec: its term lines in a row. */
async function readTerms(
  recipes: AsyncIterable<RecipeRecord>,
  reader: RecipeReader,
  corpus: CorpusWriter,
): Promise<ReadTerms> {
  const seen = new DocumentFrequencyCounter();
  const tagged = new TaggedLineCounter();
  const dropped = { ingredientsBeyondLimit: 0, sentencesBeyondLimit: 0, sentencesWithoutWords: 0 };
  for await (const some of inBatches(recipes, RECIPES_AT_ONCE)) {
    for (const lines of await reader.read(some)) {
      const terms = termLines(lines).flat();
      corpus.addSentence(terms);
      seen.add(terms);
      tagged.add(lines.taggedLines ?? []);
      dropped.ingredientsBeyondLimit += lines.leftOut.ingredients;
      dropped.sentencesBeyondLimit += lines.leftOut.sentences;
      dropped.sentencesWithoutWords += lines.sentences.filter((sentence) => sentence.length === 0).length;
    }
  }
  return { seen, tagged, dropped };
}

async function embedTerms(
  corpus: CorpusWriter,
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
  const { termDimension: dimension, window, iterations, subsample: subSample, threads } = settings;
  const word2vecSettings = { ...WORD2VEC_DEFAULTS, dimension, window, iterations, subSample };
  const run = { random: Random.derived(seed, 'word2vec'), onProgress, now };
  return threads === 1
    ? word2vec(indexed, word2vecSettings, run)
    : word2vecOnThreads(indexed, word2vecSettings, { ...run, threads });
}
