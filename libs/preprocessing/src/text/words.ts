/** Shortest run of letters that counts as a word. */
const MIN_WORD_LENGTH = 2;

/**
 * The words of a text, in order: NFKD, combining marks removed, lower case, maximal runs of a-z of
 * at least two letters, stop words left out. `1½ cups Crème fraîche` gives `cups creme fraiche`.
 */
export function wordsOf(text: string, stopWords: ReadonlySet<string>): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const runs = plain.match(/[a-z]+/g) ?? [];
  return runs.filter((word) => word.length >= MIN_WORD_LENGTH && !stopWords.has(word));
}
