import { z } from 'zod';

/** How the sentence encoder `lstm` is trained. */
export const sentenceTrainingSettingsSchema = z.strictObject({
  /** Words of a sentence that are read; longer ones are cut, and counted. */
  maxWords: z.int().positive().default(30),
  /** Sentences in a batch. */
  batchSize: z.int().min(2).default(64),
  /** Adam's step size. */
  learningRate: z.number().positive().default(1e-3),
  /** Upper bound, passes over the train sentences. */
  maxEpochs: z.int().positive().default(20),
  /** Passes without a lower validation loss before training stops. */
  patience: z.int().positive().default(2),
  /** Over which words the decoder's right one is told: a random sample, or all (slower, for few words). */
  softmax: z.enum(['sampled', 'full']).default('sampled'),
  /** For `sampled`: words drawn for each batch; with no more words than that, all count. */
  samples: z.int().positive().default(1000),
  /** Share of the words that encoder and decoder do not get to read while training. Ours; for few recipes. */
  wordDropout: z.number().min(0).lt(1).default(0),
  /**
   * Weight of a second objective beside the decoder's: telling the next sentence from the others of the
   * batch. Ours, after quick-thoughts; 0 is the paper.
   */
  contrast: z.number().nonnegative().default(0),
  /**
   * Width of the sentence's words, weighted by TF-IDF and hashed, beside the LSTM's state in f_sent, which is
   * wider by it. Ours; 0 is the paper: the state alone.
   */
  hashedWords: z.int().nonnegative().default(0),
});
