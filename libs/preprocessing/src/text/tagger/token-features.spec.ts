import { describe, expect, it } from 'vitest';
import { lineTokens } from './line-tokens.js';
import { NO_FEATURE, TokenFeatures, UNKNOWN_WORD } from './token-features.js';

const features = new TokenFeatures({ words: ['flour', 'salt', '0'], buckets: 4096 });
const of = (line: string): number[][] => features.of(line, lineTokens(line));
const shared = (a: readonly number[], b: readonly number[]): number => a.filter((x) => b.includes(x)).length;

describe('TokenFeatures', () => {
  it('gives each token its word first, all numbers the same', () => {
    expect(of('2 flour ½ teff SALT').map(([word]) => word)).toEqual([4, 2, 4, UNKNOWN_WORD, 3]);
  });

  it('stays within the rows of the embedding and never names the empty one', () => {
    const all = of('1½ cups "Crème fraîche" (2-3 oz.), #1$2!').flat();
    expect(Math.max(...all)).toBeLessThan(features.rows);
    expect(all).not.toContain(NO_FEATURE);
  });

  it('lets an unknown word share what it has in common with others', () => {
    const [known] = of('strawberries');
    const [alike] = of('blackberries');
    const [other] = of('quinoa');
    expect(shared(known!, alike!)).toBeGreaterThan(shared(known!, other!) + 5);
  });

  it('tells brackets, commas, fractions, capitals and places apart', () => {
    const bySize = (line: string, token: number): Set<number> => new Set(of(line)[token]);
    expect(bySize('( salt ) salt', 1)).not.toEqual(bySize('( salt ) salt', 3));
    expect(bySize('a , salt x', 2)).not.toEqual(bySize('a b salt x', 2));
    expect(bySize('1/2 x', 0)).not.toEqual(bySize('12 x', 0));
    expect(bySize('Salt x', 0)).not.toEqual(bySize('salt x', 0));
    expect(bySize('SALT x', 0)).not.toEqual(bySize('Salt x', 0));
  });
});
