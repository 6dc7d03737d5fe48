import type { RatableText, TermRater } from './term-rater.js';

/** Every term rates 1: what the other raters are compared with. */
export class UniformRater implements TermRater {
  async rate(recipes: readonly RatableText[]): Promise<Map<string, number>[]> {
    return recipes.map(({ lines }) => new Map(lines.flat().map((term) => [term, 1])));
  }

  async release(): Promise<void> {}
}
