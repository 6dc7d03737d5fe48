import { describe, expect, it } from 'vitest';
import { BertRater } from './bert-rater.js';
import { NO_TERM, windowsOf } from './bert-windows.js';
import type { TokenEncoder } from './token-encoder.js';

/** One token for each two characters: its first character's code. */
const tokenize = (piece: string): number[] =>
  Array.from({ length: Math.ceil(piece.length / 2) }, (_, i) => piece.charCodeAt(2 * i));
const options = { tokenize, stopWords: new Set(['the']), maxTokens: 100 };

describe('windowsOf', () => {
  it('gives each sub-word token to its term, those of a joined term to it alone', () => {
    const { terms, windows } = windowsOf(
      {
        lines: [['red_wine'], ['pour', 'red_wine', 'salt']],
        text: ['1½ l Red the wine', 'Pour, rèd-wine x Salt'],
      },
      options,
    );
    expect(terms).toEqual(['red_wine', 'pour', 'salt']);
    const letters = String.fromCharCode(...windows[0]!.ids);
    const owners = windows[0]!.owners.map((owner) => (owner === NO_TERM ? '.' : owner)).join('');
    expect([letters, owners]).toEqual(['1⁄lRdtewnPu,rd-wnxSl', '...00..0011.00.00.22']);
  });

  it('keeps lines whole where they fit a window, and loses no token', () => {
    const text = ['aabbcc dd', 'ee ff', 'gghhiijjkkllmm', ''];
    const lines = [['aabbcc', 'dd'], ['ee', 'ff'], ['gghhiijjkkllmm'], []];
    const { windows } = windowsOf({ lines, text }, { ...options, maxTokens: 5 });
    const letters = windows.map(({ ids }) => String.fromCharCode(...ids));
    expect(letters).toEqual(['abcd', 'ef', 'ghijk', 'lm']);
  });
});

describe('BertRater', () => {
  /** Tokens a, b, c point along the axes, the special ones nowhere, z against a. */
  const directions: Record<string, number[]> = { a: [1, 0, 0], b: [0, 1, 0], c: [0, 0, 1], z: [-1, 0, 0] };
  const encoder: TokenEncoder = {
    tokenize: (piece) => [piece.charCodeAt(0)],
    encode: async (windows) =>
      windows.map((ids) =>
        ['', ...ids.map((id) => String.fromCharCode(id)), ''].map((letter) =>
          Float32Array.from(directions[letter] ?? [0, 0, 0]),
        ),
      ),
    release: async () => {},
  };

  it('gives the cosine of the term with the recipe, negatives clipped to 0', async () => {
    const rater = new BertRater(encoder, new Set());
    const [rating] = await rater.rate([
      {
        lines: [
          ['aa', 'bb', 'aa'],
          ['zz', 'aa_bb'],
        ],
        text: ['aa bb aa', 'zz aa bb'],
      },
    ]);
    // the recipe: 3 a, 2 b, 1 z -> (2, 2, 0); the joined term: (1, 1, 0)
    expect(rating!.get('aa')).toBeCloseTo(Math.SQRT1_2, 12);
    expect(rating!.get('bb')).toBeCloseTo(Math.SQRT1_2, 12);
    expect(rating!.get('aa_bb')).toBeCloseTo(1, 12);
    expect(rating!.get('zz')).toBe(0);
  });
});
