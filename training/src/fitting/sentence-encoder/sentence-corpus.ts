import { createHash } from 'node:crypto';

const FIRST_CAPACITY = 1 << 16;

/** Instruction sentences as numbers of words, in reading order, 4 bytes a word. */
export class SentenceCorpus {
  private words = new Int32Array(FIRST_CAPACITY);
  /** Where sentence i ends in `words`, exclusive. */
  private readonly ends: number[] = [];
  private readonly recipes: number[] = [];

  /** Adds the sentences of one recipe. */
  addRecipe(sentences: readonly (readonly number[])[]): void {
    const recipe = (this.recipes.at(-1) ?? -1) + 1;
    for (const sentence of sentences) {
      const start = this.ends.at(-1) ?? 0;
      if (start + sentence.length > this.words.length) this.grow(start + sentence.length);
      this.words.set(sentence, start);
      this.ends.push(start + sentence.length);
      this.recipes.push(recipe);
    }
  }

  get sentenceCount(): number {
    return this.ends.length;
  }

  get wordCount(): number {
    return this.ends.at(-1) ?? 0;
  }

  /** A view of the sentence's words. */
  wordsOf(sentence: number): Int32Array {
    return this.words.subarray(sentence === 0 ? 0 : this.ends[sentence - 1]!, this.ends[sentence]);
  }

  /** Numbers recipes in order. */
  recipeOf(sentence: number): number {
    return this.recipes[sentence]!;
  }

  /** Every sentence that another of its recipe follows: the next one. */
  pairs(): number[] {
    return [...this.recipes.keys()].filter((i) => this.recipes[i] === this.recipes[i + 1]);
  }

  /** Hash of all words and of which belong together. */
  fingerprint(): string {
    const words = this.words.subarray(0, this.wordCount);
    return createHash('sha256')
      .update(new Uint8Array(words.buffer, words.byteOffset, words.byteLength))
      .update(JSON.stringify([this.ends, this.recipes]))
      .digest('hex');
  }

  private grow(needed: number): void {
    const larger = new Int32Array(Math.max(needed, this.words.length * 2));
    larger.set(this.words);
    this.words = larger;
  }
}
