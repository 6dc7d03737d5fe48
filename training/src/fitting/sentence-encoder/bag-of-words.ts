/** Weight of a word: 1 in a plain bag of words. */
export type WordWeight = (word: string) => number;

/** Cosine of the word counts of two texts, each word's weighted; 0 where one is empty. */
export function bagOfWordsCosine(
  a: readonly string[],
  b: readonly string[],
  weight: WordWeight = () => 1,
): number {
  const left = counted(a, weight);
  const right = counted(b, weight);
  let product = 0;
  for (const [word, value] of left) product += value * (right.get(word) ?? 0);
  const lengths = Math.hypot(...left.values()) * Math.hypot(...right.values());
  return lengths === 0 ? 0 : product / lengths;
}

/** ln((1 + N) / (1 + df)) + 1, as the rater `tf-idf` has it. */
export function idfWeight(frequencies: ReadonlyMap<string, number>, documents: number): WordWeight {
  return (word) => Math.log((1 + documents) / (1 + (frequencies.get(word) ?? 0))) + 1;
}

function counted(words: readonly string[], weight: WordWeight): Map<string, number> {
  const bag = new Map<string, number>();
  for (const word of words) bag.set(word, (bag.get(word) ?? 0) + weight(word));
  return bag;
}
