/** How the numbers of f_sent are kept in a feature set. */
export const SENTENCE_PRECISIONS = ['float32', 'float16'] as const;
export type SentencePrecision = (typeof SENTENCE_PRECISIONS)[number];
