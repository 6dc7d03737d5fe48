import { parseJson, readFileOr, writeFileDurably } from '@seje/core';
import { z } from 'zod';

export const TEXT_STATE_FORMAT = 3;
/** Before raters and key terms could be chosen: TF-IDF over all words. Still read. */
const FIRST_FORMAT = 1;
/** Before there was an ingredient tagger, and sentence encoders to choose: matches of the lexicon, means. Still read. */
const SECOND_FORMAT = 2;

const word = z.string().regex(/^[a-z]+$/);
const term = z.string().regex(/^[a-z]+(_[a-z]+)*$/);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

const fitted = {
  /** N: recipes of the train partition. */
  documents: z.int().nonnegative(),
  /** Term -> df, the number of those recipes that hold it. */
  documentFrequencies: z.record(term, z.int().positive()),
  /** Ingredient entities, words joined by `_`. */
  lexicon: z.array(term),
  stopWords: z.array(z.string()),
  maxIngredients: z.int().positive(),
  maxSentences: z.int().positive(),
  /** Width and number of the term vectors that belong to this state. */
  termDimension: z.int().positive(),
  termCount: z.int().nonnegative(),
};

/** SHA-256 of the files of a BERT-family encoder, which lie beside the state. */
const bertFiles = { encoderSha256: sha256Hex, tokenizerSha256: sha256Hex };

/** What rates the terms. */
export const raterStateSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('none') }),
  z.strictObject({ name: z.literal('tf-idf') }),
  z.strictObject({ name: z.literal('text-rank') }),
  z.strictObject({ name: z.literal('bert'), ...bertFiles }),
]);
export type RaterState = z.infer<typeof raterStateSchema>;

/** The hashed words that follow the state in a row of f_sent. */
const hashedWordsSchema = z.strictObject({
  /** Places for words. */
  dimension: z.int().positive(),
  /** Train sentences. */
  sentences: z.int().nonnegative(),
  /** Word -> the number of those that hold it. */
  frequencies: z.record(word, z.int().positive()),
});
export type HashedWordsState = z.infer<typeof hashedWordsSchema>;

/**
 * What makes the rows of f_sent: the mean term embedding of a sentence, the last state of an LSTM of width `dimension`
 * over its first `maxWords` words, followed by the sentence's hashed words where there are any, or a pre-trained sentence embedding.
 */
export const sentencesStateSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('mean') }),
  z.strictObject({
    name: z.literal('lstm'),
    encoderSha256: sha256Hex,
    dimension: z.int().positive(),
    maxWords: z.int().positive(),
    hashedWords: hashedWordsSchema.optional(),
  }),
  z.strictObject({ name: z.literal('bert'), ...bertFiles }),
]);
export type SentencesState = z.infer<typeof sentencesStateSchema>;

/** The verbs that are cooking actions and the nouns that are utensils: lemmas, words joined by `_`. */
const cookingWordsSchema = z.strictObject({ actions: z.array(term), utensils: z.array(term) });
export type CookingWords = z.infer<typeof cookingWordsSchema>;

/** Which terms f_term sums over: `spec` with the words that confirm actions and utensils. */
export const keyTermsStateSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('all-words') }),
  z.strictObject({ name: z.literal('spec'), cookingWords: cookingWordsSchema }),
]);
export type KeyTermsState = z.infer<typeof keyTermsStateSchema>;

/** What finds the ingredient entities of a line; `tagger` with the SHA-256 of its files, which lie beside the state. */
export const entitiesStateSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('rules') }),
  z.strictObject({ name: z.literal('tagger'), networkSha256: sha256Hex, vocabularySha256: sha256Hex }),
]);
export type EntitiesState = z.infer<typeof entitiesStateSchema>;

const chosen = { rater: raterStateSchema, keyTerms: keyTermsStateSchema };
const currentSchema = z.strictObject({
  format: z.literal(TEXT_STATE_FORMAT),
  ...chosen,
  entities: entitiesStateSchema,
  sentences: sentencesStateSchema,
  ...fitted,
});
/** What fitting on the train partition leaves behind for text, besides the term vectors. Written once. */
export type TextState = z.infer<typeof currentSchema>;

const firstSchema = z.strictObject({ format: z.literal(FIRST_FORMAT), ...fitted });
const secondSchema = z.strictObject({ format: z.literal(SECOND_FORMAT), ...chosen, ...fitted });

type FirstState = z.infer<typeof firstSchema>;
type SecondState = z.infer<typeof secondSchema>;

const secondOf = (state: FirstState): SecondState => ({
  ...state,
  format: SECOND_FORMAT,
  rater: { name: 'tf-idf' },
  keyTerms: { name: 'all-words' },
});
const currentOf = (state: SecondState): TextState => ({
  ...state,
  format: TEXT_STATE_FORMAT,
  entities: { name: 'rules' },
  sentences: { name: 'mean' },
});

const textStateSchema = z
  .discriminatedUnion('format', [currentSchema, secondSchema, firstSchema])
  .transform((state): TextState => {
    if (state.format === FIRST_FORMAT) return currentOf(secondOf(state));
    return state.format === SECOND_FORMAT ? currentOf(state) : state;
  });

/** @throws SejeError FILE_NOT_FOUND, JSON_INVALID, BUNDLE_INVALID */
export async function readTextState(path: string): Promise<TextState> {
  const remedy = 'Fit the text features again, or give the folder that holds them.';
  const text = await readFileOr(path, remedy);
  return parseJson(textStateSchema, text.toString('utf8'), { where: path, code: 'BUNDLE_INVALID', remedy });
}

/** @throws SejeError DISK_WRITE_FAILED */
export async function writeTextState(path: string, state: TextState): Promise<void> {
  await writeFileDurably(path, `${JSON.stringify(state)}\n`);
}
