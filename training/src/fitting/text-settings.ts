import { z } from 'zod';
import { sentenceTrainingSettingsSchema } from './sentence-encoder/sentence-training-settings.js';
import { taggerSettingsSchema } from './tagger/tagger-settings.js';

/** Whether the text encoder in `text.bert` is needed. */
export function readsWithBert(text: { readonly rater: string; readonly sentenceEncoder: string }): boolean {
  return text.rater === 'bert' || text.sentenceEncoder === 'bert';
}

/** More threads than this is a mistyped number. */
const MAX_THREADS = 256;

/** An experiment's `text`: how a recipe's words become f_term and f_sent. */
export const textSettingsSchema = z
  .strictObject({
    /** Width of the term embeddings (word2vec -size). */
    termDimension: z.int().positive().default(300),
    /** word2vec window, terms to either side. */
    window: z.int().positive().default(10),
    /** Passes over the corpus. */
    iterations: z.int().positive().default(10),
    /** Terms rarer than this in the train partition have no vector. */
    minCount: z.int().positive().default(10),
    /**
     * Share of the corpus above which a term is partly passed over (word2vec -sample), e.g. 1e-3; 0 reads
     * every occurrence, as the paper's command line does.
     */
    subsample: z.number().min(0).max(1).default(0),
    /**
     * Worker threads that fit the term embeddings. 1 repeats itself bit for bit for one seed; more are
     * faster, and their vectors differ from run to run by about as much as those of two seeds.
     */
    threads: z.int().positive().max(MAX_THREADS).default(1),
    /** Multi-word ingredient names seen at least this often join the lexicon. */
    minPhraseCount: z.int().positive().default(5),
    /** Lengths of seje.md: ingredients and instructions beyond these are left out, and counted. */
    maxIngredients: z.int().positive().default(20),
    maxSentences: z.int().positive().default(20),
    /** What rates the key terms; `none`: each rates 1. */
    rater: z.enum(['none', 'tf-idf', 'text-rank', 'bert']).default('tf-idf'),
    /**
     * What makes the rows of f_sent: the mean term embedding of a sentence (ours), the last state of an LSTM that
     * learns to predict the next instruction (`lstm`, the paper's), or the embedding of a pre-trained sentence
     * encoder (`bert`, ours), which suits a catalogue of a few hundred recipes.
     */
    sentenceEncoder: z.enum(['mean', 'lstm', 'bert']).default('mean'),
    /** For the sentence encoder `lstm`: H, width of its state and so of f_sent. A few hundred recipes want less. */
    sentenceDimension: z.int().positive().default(1024),
    /** How the sentence encoder `lstm` is trained. */
    sentenceTraining: sentenceTrainingSettingsSchema.prefault({}),
    /** For `bert` in either place: folder with `model.onnx`, a BERT-family sentence encoder, and `tokenizer.json`. */
    bert: z.string().optional(),
    /**
     * Terms that f_term sums over: every word that is no stop word, or those of the paper (`spec`):
     * ingredient entities, cooking actions and utensils.
     */
    keyTerms: z.enum(['all-words', 'spec']).default('all-words'),
    /**
     * What finds the ingredient entities of a line: matches of a lexicon collected by rules or from the data
     * set's own entities, or a trained tagger.
     */
    entities: z.enum(['rules', 'tagger']).default('rules'),
    /**
     * CSV files, from the folder of the experiment file, with ingredient lines (`input`) and the ingredients' names
     * in them (`name`): what the tagger learns from, besides the data set's own entities where it has some.
     */
    taggerLines: z.array(z.string().min(1)).default([]),
    /** How the tagger is built and trained. Ours: the paper gives no numbers. */
    tagger: taggerSettingsSchema.prefault({}),
  })
  .refine(({ entities, taggerLines }) => entities === 'tagger' || taggerLines.length === 0, {
    path: ['taggerLines'],
    error: 'belong to the entities `tagger`',
  })
  .refine((text) => readsWithBert(text) === (text.bert !== undefined), {
    path: ['bert'],
    error: 'belongs to the rater `bert` and the sentence encoder `bert`: give it with one of them, or none',
  });
