import { describe, expect, it } from 'vitest';
import { lineTokens } from './line-tokens.js';

/** The tokens with a space between them. */
const tokens = (line: string): string =>
  lineTokens(line)
    .map(({ start, end }) => line.slice(start, end))
    .join(' ');

describe('lineTokens', () => {
  it('keeps amounts, ranges and marks apart from words', () => {
    expect(tokens('1½ cups all-purpose flour (2-3 oz/80g), sifted')).toBe(
      '1½ cups all - purpose flour ( 2-3 oz / 80 g ) , sifted',
    );
    expect(tokens('#1$2 tsp or ¼–½ cup, 1,000 g, 0.5 l, 1/2')).toBe(
      '#1$2 tsp or ¼–½ cup , 1,000 g , 0.5 l , 1/2',
    );
  });

  it('reads words in plain letters, with their apostrophes', () => {
    expect(
      lineTokens('Crème FRAÎCHE, confectioners’ sugar')
        .map(({ plain }) => plain)
        .join(' '),
    ).toBe('creme fraiche , confectioners ’ sugar');
    expect(tokens("baker's yeast.")).toBe("baker's yeast .");
  });

  it('knows what each is', () => {
    expect(lineTokens('2-3 eggs!').map(({ kind }) => kind)).toEqual(['number', 'word', 'mark']);
    expect(lineTokens(' \t')).toEqual([]);
  });
});
