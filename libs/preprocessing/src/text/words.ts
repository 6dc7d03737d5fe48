/** Shortest run of letters that counts as a word. */
const MIN_WORD_LENGTH = 2;

/** The text in plain letters: NFKD, combining marks removed, lower case. */
export function plainText(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** True for a run of a-z of at least two letters that is no stop word. */
export function isTermWord(run: string, stopWords: ReadonlySet<string>): boolean {
  return run.length >= MIN_WORD_LENGTH && !stopWords.has(run);
}

/**
 * The words of a text, in order: NFKD, combining marks removed, lower case, maximal runs of a-z of
 * at least two letters, stop words left out. `1½ cups Crème fraîche` gives `cups creme fraiche`.
 */
export function wordsOf(text: string, stopWords: ReadonlySet<string>): string[] {
  const runs = plainText(text).match(/[a-z]+/g) ?? [];
  return runs.filter((word) => isTermWord(word, stopWords));
}
