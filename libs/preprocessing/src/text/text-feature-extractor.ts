import { BUNDLE_FILES, OPTIONAL_BUNDLE_FILES } from '@seje/artifacts';
import { type Recipe, SejeError } from '@seje/core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BertEncoderOptions } from './bert-encoder.js';
import { readCategoriesState } from './categories-state.js';
import { wordNetCookingWords } from './cooking-lexicon.js';
import { type CookingReader, openCookingReader } from './cooking-reader.js';
import { createSentenceEncoder } from './create-sentence-encoder.js';
import { createTermRater } from './create-term-rater.js';
import { Lexicon } from './lexicon.js';
import { openTextEncoder } from './open-text-encoder.js';
import { RecipeCategories } from './recipe-categories.js';
import { RecipeReader } from './recipe-reader.js';
import type { SentenceEncoder } from './sentence-encoder.js';
import { IngredientReader } from './tagger/ingredient-reader.js';
import type { IngredientTagger } from './tagger/ingredient-tagger.js';
import { openTaggerOfState } from './tagger/open-tagger-of-state.js';
import { termFeature } from './term-feature.js';
import { type LinesLeftOut, type RecipeTerms, TermReader, keyTermsOf } from './term-lines.js';
import type { TermRater } from './term-rater.js';
import type { TermVectors } from './term-vectors.js';
import { type TextExplanation, explanationOf } from './text-explanation.js';
import type { TextFeatures } from './text-features.js';
import { type TextState, readTextState } from './text-state.js';
import { readVocabBin } from './vocab-bin.js';

/** Text features and what was left out on the way. */
export interface ExtractedText extends TextFeatures {
  /** Key terms whose embedding is the mean of their words'. */
  readonly termsFromWords: number;
  /** Key terms without an embedding, in order of first appearance. */
  readonly unknownTerms: readonly string[];
  readonly leftOut: LinesLeftOut & {
    /** Sentences that say nothing to the sentence encoder, e.g. none of whose terms has an embedding. */
    readonly sentencesWithoutVectors: number;
    /** Sentences too long for the sentence encoder, of which it read the beginning. */
    readonly sentencesCut: number;
  };
}

/** What an extractor holds besides the fitted state. */
export interface ExtractorParts {
  readonly vectors: TermVectors;
  readonly rater: TermRater;
  readonly sentences: SentenceEncoder;
  /** Needed where the state's key terms are those of the paper. */
  readonly cooking?: CookingReader | undefined;
  /** Needed where the state's entities are found by the tagger. */
  readonly tagger?: IngredientTagger | undefined;
  /** Absent where the state was fitted without them. */
  readonly categories?: RecipeCategories | undefined;
}

interface RatedTerms {
  readonly terms: RecipeTerms;
  /** Of the key terms alone. */
  readonly ratings: Map<string, number>;
}

/** Phase I for text, applied: the same code for the train partition and for one query. */
export class TextFeatureExtractor {
  private readonly terms: TermReader;
  private readonly reader: RecipeReader;
  private readonly vectors: TermVectors;

  constructor(
    private readonly state: TextState,
    private readonly parts: ExtractorParts,
  ) {
    this.vectors = parts.vectors;
    const { stopWords, lexicon } = state;
    this.terms = this.termReader(parts.cooking);
    const ingredients =
      parts.tagger && new IngredientReader(parts.tagger, new Lexicon(lexicon), new Set(stopWords));
    this.reader = new RecipeReader(this.terms, ingredients);
  }

  /** Width of f_term. */
  get termDimension(): number {
    return this.vectors.dimension;
  }

  /** Width of one row of f_sent. */
  get sentenceDimension(): number {
    return this.parts.sentences.dimension;
  }

  async extract(recipe: Recipe): Promise<ExtractedText> {
    const [features] = await this.extractAll([recipe]);
    return features!;
  }

  /** Together, which networks do faster than one by one. */
  async extractAll(recipes: readonly Recipe[]): Promise<ExtractedText[]> {
    const rated = await this.rate(recipes);
    const encoded = await this.parts.sentences.encode(
      rated.map(({ terms }, i) => ({
        terms: terms.sentences,
        text: recipes[i]!.instructions.slice(0, this.state.maxSentences),
      })),
    );
    return rated.map(({ terms, ratings }, i) => {
      const weighted = termFeature(ratings, this.vectors);
      const sentences = encoded[i]!;
      return {
        term: weighted.vector,
        knownTerms: weighted.known,
        termsFromWords: weighted.fromWords,
        unknownTerms: weighted.unknown,
        sentences: sentences.rows,
        sentenceCount: sentences.count,
        leftOut: {
          ...terms.leftOut,
          sentencesWithoutVectors: sentences.skipped,
          sentencesCut: sentences.cut,
        },
      };
    });
  }

  /** Why a recipe has the features it has. */
  async explain(recipe: Recipe): Promise<TextExplanation> {
    const [rated] = await this.rate([recipe]);
    const { terms, ratings } = rated!;
    // where f_term does without actions and utensils they are found for the reader alone
    const { cooking } =
      this.parts.cooking === undefined
        ? this.termReader(await openCookingReader(wordNetCookingWords())).read(recipe)
        : terms;
    const { rater, keyTerms, sentences, entities } = this.state;
    return explanationOf({
      settings: {
        rater: rater.name,
        keyTerms: keyTerms.name,
        sentences: sentences.name,
        entities: entities.name,
      },
      terms: { ...terms, cooking },
      ratings,
      vectors: this.vectors,
      category: this.parts.categories?.of(recipe.title),
    });
  }

  async release(): Promise<void> {
    const { rater, sentences, tagger } = this.parts;
    await Promise.all([rater.release(), sentences.release(), tagger?.release()]);
  }

  private termReader(cooking: CookingReader | undefined): TermReader {
    const { stopWords, lexicon, maxIngredients, maxSentences } = this.state;
    return new TermReader(new Set(stopWords), new Lexicon(lexicon), {
      maxIngredients,
      maxSentences,
      cooking,
    });
  }

  private async rate(recipes: readonly Recipe[]): Promise<RatedTerms[]> {
    const read = await this.reader.read(recipes);
    const all = await this.parts.rater.rate(recipes.map((recipe, i) => this.terms.ratable(recipe, read[i]!)));
    return read.map((terms, i) => {
      const ratings = all[i]!;
      if (this.state.keyTerms.name === 'all-words') return { terms, ratings };
      const keyTerms = [...keyTermsOf(terms)].map((term) => [term, ratings.get(term) ?? 0] as const);
      return { terms, ratings: new Map(keyTerms) };
    });
  }
}

/**
 * Opens fitted text features in a folder: `text.json` and `vocab.bin`, the files of a text encoder where terms or
 * sentences are read by one, those of the ingredient tagger where there is one, and `categories.json` where it is
 * there. `release` it when done.
 * @throws SejeError FILE_NOT_FOUND, JSON_INVALID, FILE_DAMAGED, BUNDLE_INVALID, BUNDLE_MISMATCH; for `bert`
 * and the tagger also MODEL_INVALID, EXECUTION_PROVIDER_UNAVAILABLE, ADDON_NOT_BUILT
 */
export async function openTextFeatureExtractor(
  directory: string,
  options: BertEncoderOptions = { provider: 'cpu' },
): Promise<TextFeatureExtractor> {
  const path = join(directory, BUNDLE_FILES.text);
  const [state, vectors] = await Promise.all([
    readTextState(path),
    readVocabBin(join(directory, BUNDLE_FILES.termVectors)),
  ]);
  if (state.termDimension !== vectors.dimension || state.termCount !== vectors.size) {
    throw new SejeError('BUNDLE_MISMATCH', {
      message: `${path} and the term vectors beside it come from different runs`,
      expected: `${state.termCount} vectors of ${state.termDimension} numbers`,
      found: `${vectors.size} of ${vectors.dimension}`,
      remedy: 'Take both files from one run.',
    });
  }
  const { keyTerms } = state;
  const cooking = keyTerms.name === 'spec' ? await openCookingReader(keyTerms.cookingWords) : undefined;
  const categories = await openCategories(join(directory, OPTIONAL_BUNDLE_FILES.categories));
  const textEncoder = await openTextEncoder(state, directory, options);
  const rater = createTermRater(state, textEncoder);
  const sentences = await createSentenceEncoder(state, { vectors, textEncoder, directory, options });
  const tagger = await openTaggerOfState(state.entities, directory, options);
  return new TextFeatureExtractor(state, { vectors, rater, sentences, cooking, tagger, categories });
}

/** Bundles made before there were categories have none. */
async function openCategories(path: string): Promise<RecipeCategories | undefined> {
  return existsSync(path) ? new RecipeCategories(await readCategoriesState(path)) : undefined;
}
