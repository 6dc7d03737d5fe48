import { wordsOf } from './words.js';

/** The category of recipes that none of the others matches. */
export const BACKGROUND = { number: 0, name: 'background' } as const;

/** A dish class: its number, 0 is `background`, and its name. */
export interface Category {
  readonly number: number;
  readonly name: string;
}

/** What is needed to tell a title's category. */
export interface CategoryRules {
  /** Without `background`; of those that match a title the one with the lowest number is taken. */
  readonly categories: readonly Category[];
  /** Words of titles and names that are passed over, so that "soup with chicken" has "soup chicken". */
  readonly excludedWords: readonly string[];
}

/** Words of a title in order, the excluded ones left out and the gap closed. Names are read the same way. */
export function titleWords(title: string, excludedWords: ReadonlySet<string>): string[] {
  return wordsOf(title, excludedWords);
}

/** The category of a recipe by its title: the same rules while fitting and at query time. */
export class RecipeCategories {
  private readonly excludedWords: ReadonlySet<string>;
  /** Words of a name joined by a space -> lowest number. */
  private readonly numbers = new Map<string, number>();
  private readonly names = new Map<number, string>([[BACKGROUND.number, BACKGROUND.name]]);
  private longest = 0;

  constructor(rules: CategoryRules) {
    this.excludedWords = new Set(rules.excludedWords);
    for (const { number, name } of rules.categories.toSorted((a, b) => a.number - b.number)) {
      this.names.set(number, name);
      const words = titleWords(name, this.excludedWords);
      const key = words.join(' ');
      if (words.length === 0 || this.numbers.has(key)) continue;
      this.numbers.set(key, number);
      this.longest = Math.max(this.longest, words.length);
    }
  }

  /** C: one more than the highest number. */
  get count(): number {
    return 1 + Math.max(...this.names.keys());
  }

  /** All of them by number, `background` first. */
  get all(): readonly Category[] {
    return [...this.names].map(([number, name]) => ({ number, name }));
  }

  /** The first category all of whose words stand in the title, one after the other; else `background`. */
  of(title: string): Category {
    const words = titleWords(title, this.excludedWords);
    let best: number | undefined;
    for (let start = 0; start < words.length; start++) {
      for (let end = start + 1; end <= Math.min(words.length, start + this.longest); end++) {
        const number = this.numbers.get(words.slice(start, end).join(' '));
        if (number !== undefined && (best === undefined || number < best)) best = number;
      }
    }
    return best === undefined ? BACKGROUND : { number: best, name: this.names.get(best)! };
  }
}
